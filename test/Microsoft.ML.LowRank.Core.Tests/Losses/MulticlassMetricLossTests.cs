using Microsoft.ML.LowRank.Metrics;

namespace Microsoft.ML.LowRank.Losses;

public sealed class MulticlassMetricLossTests
{
    private const int Classes = 4;

    // Spread of outputs, rows, and rows of the last class.
    [Theory]
    [InlineData(1, 60, 15)]
    [InlineData(1, 60, 1)]
    [InlineData(25, 40, 10)]
    public void The_gradient_is_that_of_differences_for_every_metric_and_average(double spread, int rows, int rare)
    {
        var (outputs, targets, weights) = Rows(spread, rows, rare);
        double divisor = weights.Sum(w => (double)w);
        foreach (var metric in ClassificationMetric.All)
        {
            foreach (var (isOdds, average, share) in new[] { (true, ClassAverage.Macro, 0.0), (false, ClassAverage.Weighted, 0.0), (true, ClassAverage.Weighted, 0.4) })
            {
                var loss = Loss(metric, 9, isOdds, average, share);
                var gradient = new float[outputs.Length];
                loss.Evaluate(outputs, targets, weights, divisor, gradient);
                foreach (int at in new[] { 0, 1, (Classes * 7) + 2, outputs.Length - 1 })
                {
                    const float H = 1f / 256;
                    double Moved(float by)
                    {
                        float[] moved = [.. outputs];
                        moved[at] += by;
                        return loss.Evaluate(moved, targets, weights, divisor, default) / divisor;
                    }
                    double expected = (Moved(H) - Moved(-H)) / (2 * H);
                    Assert.True(Math.Abs(expected - gradient[at]) <= (3e-3 * Math.Abs(expected)) + 3e-7,
                        $"{metric}, log-odds {isOdds}, {average}, share {share}, output {at}: {gradient[at]} is not {expected}");
                }
            }
        }
    }

    [Fact]
    public void The_more_is_amplified_the_nearer_is_the_loss_to_the_mean_of_the_classes_metrics()
    {
        var (outputs, targets, weights) = Rows(3, 200, 20);
        foreach (var metric in ClassificationMetric.All)
        {
            double expected = Enumerable.Range(0, Classes).Average(k => metric.Evaluate(Hard(outputs, targets, weights, k)));
            double found = 1 - (Loss(metric, 1e7, true, ClassAverage.Macro, 0).Evaluate(outputs, targets, weights, 1, default) / weights.Sum(w => (double)w));
            Assert.Equal(expected, found, 1e-5);
        }
    }

    [Fact]
    public void Of_two_classes_it_is_the_mean_of_both_sides()
    {
        float[] scores = [1.5f, -0.5f, 0.25f, -2, 0.75f], labels = [1, 1, 0, 0, 1];
        float[] outputs = [.. scores.SelectMany(s => new[] { -s / 2, s / 2 })];
        double joint = new MulticlassMetricLoss(Settings(ClassificationMetric.F1, 8, true, ClassAverage.Macro, 0), 2).Evaluate(outputs, labels, default, 1, default);
        double one = new BinaryMetricLoss(Settings(ClassificationMetric.F1, 8, true, ClassAverage.Macro, 0)).Evaluate(scores, labels, default, 1, default);
        double other = new BinaryMetricLoss(Settings(ClassificationMetric.F1, 8, true, ClassAverage.Macro, 0))
            .Evaluate([.. scores.Select(s => -s)], [.. labels.Select(l => 1 - l)], default, 1, default);

        Assert.Equal((one + other) / 2, joint, 1e-9);
    }

    [Fact]
    public void A_class_that_has_no_rows_is_left_out()
    {
        float[] outputs = [1, 0, 0, 0, 1, 0, 1, 0, 0], targets = [0, 1, 1];
        var gradient = new float[outputs.Length];
        double loss = new MulticlassMetricLoss(Settings(ClassificationMetric.F1, 8, true, ClassAverage.Macro, 0), 3).Evaluate(outputs, targets, default, 3, gradient);

        Assert.InRange(loss / 3, 0, 1);
        Assert.All(gradient, g => Assert.True(float.IsFinite(g)));
        Assert.Contains(gradient, g => g != 0);
    }

    private static MulticlassMetricLoss Loss(ClassificationMetric metric, double amplification, bool isOdds, ClassAverage average, double share)
        => new(Settings(metric, amplification, isOdds, average, share), Classes);

    private static MetricLoss Settings(ClassificationMetric metric, double amplification, bool isOdds, ClassAverage average, double share) => new(metric)
    {
        Amplification = amplification,
        AmplifyLogOdds = isOdds,
        Average = average,
        CrossEntropyShare = share,
        WarmUp = 0,
        Memory = 0,
    };

    // One class against the rest, predicted where it has more than half of the probability, as the soft prediction is centred.
    private static ConfusionCounts Hard(float[] outputs, float[] targets, float[] weights, int k)
    {
        double tp = 0, fn = 0, fp = 0, tn = 0;
        for (int row = 0; row < targets.Length; row++)
        {
            var z = outputs.AsSpan(row * Classes, Classes);
            double rest = 0;
            for (int j = 0; j < Classes; j++)
                rest += j == k ? 0 : Math.Exp(z[j] - z[k]);
            ref double count = ref (int)targets[row] == k ? ref rest < 1 ? ref tp : ref fn : ref rest < 1 ? ref fp : ref tn;
            count += weights[row];
        }
        return new ConfusionCounts(tp, fn, fp, tn);
    }

    private static (float[] Outputs, float[] Targets, float[] Weights) Rows(double spread, int rows, int rare)
    {
        var random = new Random(rows + rare);
        float[] targets = [.. Enumerable.Range(0, rows).Select(i => i < rare ? Classes - 1f : i % (Classes - 1))];
        float[] outputs = [.. Enumerable.Range(0, rows * Classes).Select(i =>
            (float)((spread * ((2 * random.NextDouble()) - 1)) + (i % Classes == (int)targets[i / Classes] ? spread / 2 : 0)))];
        return (outputs, targets, [.. Enumerable.Range(0, rows).Select(_ => 0.5f + (float)random.NextDouble())]);
    }
}
