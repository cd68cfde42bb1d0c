using Microsoft.ML.LowRank.Losses;

namespace Microsoft.ML.LowRank.Linear;

public sealed class MetricObjectiveTests
{
    private const int Width = 5;

    private static readonly ClassificationMetric[] Metrics =
    [
        .. ClassificationMetric.All, ClassificationMetric.FBeta(0.5), ClassificationMetric.FBeta(2),
        ClassificationMetric.Custom("own", (tp, fn, fp, tn) => (Dual.Sqrt(tp / (tp + fn)) + (tn / (tn + fp))) / 2),
    ];

    // Positives, negatives, length of the weights, bias: ordinary rows, one positive, none predicted positive, saturated scores, 1 in 10,000.
    [Theory]
    [InlineData(40, 60, 1, 0)]
    [InlineData(1, 80, 1, 0)]
    [InlineData(20, 60, 0.2, -2)]
    [InlineData(30, 30, 20, 0)]
    [InlineData(2, 20_000, 0.5, -0.5)]
    public void The_gradient_is_that_of_differences_for_every_metric(int positives, int negatives, double length, double bias)
    {
        var rows = Rows(positives, negatives, weighted: true);
        var random = new Random(1);
        double[] at = [.. Enumerable.Range(0, Width).Select(_ => length * ((2 * random.NextDouble()) - 1)), bias];
        foreach (var metric in Metrics)
        {
            foreach (var (amplifier, share) in new[] { (new Amplifier(10, 0.5, true), 0.0), (new Amplifier(20, 0.3, false), 0.0), (new Amplifier(8, 0.5, true), 0.4), (new Amplifier(8, 0.5, true), 1.0) })
            {
                var objective = new MetricObjective(rows, rows.All, metric, 0.01, threads: 2) { Amplifier = amplifier, CrossEntropyShare = share };
                var gradient = new double[Width + 1];
                objective.Evaluate(at, gradient);
                for (int j = 0; j <= Width; j++)
                {
                    const double H = 1.0 / 512;
                    double Moved(double by)
                    {
                        double[] moved = [.. at];
                        moved[j] += by;
                        return objective.Evaluate(moved, new double[Width + 1]);
                    }
                    double expected = ((8 * (Moved(H) - Moved(-H))) - (Moved(2 * H) - Moved(-2 * H))) / (12 * H);
                    Assert.True(Math.Abs(expected - gradient[j]) <= (2e-3 * Math.Abs(expected)) + 2e-5,
                        $"{metric}, {amplifier}, share {share}, {j}: {gradient[j]} is not {expected}");
                }
            }
        }
    }

    [Fact]
    public void Neither_threads_nor_repeated_rows_instead_of_weights_change_the_value()
    {
        var (weighted, repeated) = (new ClassRows(2), new ClassRows(2));
        var random = new Random(4);
        for (int i = 0; i < 3000; i++)
        {
            float[] x = [random.NextSingle(), random.NextSingle()];
            int times = 1 + random.Next(3);
            weighted.Add(x, i % 5 == 0, times);
            for (int k = 0; k < times; k++)
                repeated.Add(x, i % 5 == 0, 1);
        }
        weighted.Complete(1);
        repeated.Complete(1);
        double[] at = [0.7, -0.4, 0.1];
        (double, double[]) Of(ClassRows rows, int threads)
        {
            var gradient = new double[3];
            var objective = new MetricObjective(rows, rows.All, ClassificationMetric.MatthewsCorrelation, 0, threads) { Amplifier = new Amplifier(10, 0.5, true), CrossEntropyShare = 0.3 };
            return (objective.Evaluate(at, gradient), gradient);
        }
        var (value, gradient) = Of(weighted, 1);
        var (other, otherGradient) = Of(weighted, 3);
        Assert.Equal(value, other);
        Assert.Equal(gradient, otherGradient);
        (other, otherGradient) = Of(repeated, 1);
        Assert.Equal(value, other, 1e-6);
        for (int j = 0; j < 3; j++)
            Assert.Equal(gradient[j], otherGradient[j], 1e-6);
    }

    /// <summary>Some rows that stand for all are rows of that much more weight.</summary>
    [Fact]
    public void Over_a_sample_the_value_is_that_of_heavier_rows()
    {
        var rows = new ClassRows(2);
        var random = new Random(4);
        for (int i = 0; i < 4096; i++)
        {
            float[] x = [random.NextSingle(), random.NextSingle()];
            rows.Add(x, i % 4 == 0, 1);
            rows.Add([random.NextSingle(), random.NextSingle()], false, 1);
        }
        rows.Complete(1);
        var sample = rows.Sample(2, 7);
        double[] at = [0.7, -0.4, 0.1], gradient = new double[3];
        double value = new MetricObjective(rows, sample, ClassificationMetric.MatthewsCorrelation, 0, 1) { CrossEntropyShare = 0 }.Evaluate(at, gradient);
        var (scores, labels, weights) = rows.Score(at, sample, 1);
        double Sum(bool isPositive, Func<(double Soft, double Complement, double Slope), double> of) => Enumerable.Range(0, scores.Length)
            .Where(i => labels[i] > 0 == isPositive).Sum(i => weights[i] * of(new Amplifier(10, 0.5, true).At(scores[i])));
        var counts = new ConfusionCounts(Sum(true, a => a.Soft), Sum(true, a => a.Complement), Sum(false, a => a.Soft), Sum(false, a => a.Complement));
        var slope = ClassificationMetric.MatthewsCorrelation.Slope(counts);
        Assert.Equal(1 - slope.Value, value, 1e-5);
        Assert.Equal(-(slope.ByTruePositives * Sum(true, a => a.Slope)) - (slope.ByFalsePositives * Sum(false, a => a.Slope)), gradient[2], 1e-6);
    }

    [Fact]
    public void The_more_is_amplified_the_nearer_is_the_value_to_the_metric()
    {
        var rows = Rows(300, 700, weighted: true);
        double[] at = [1, -0.5, 0.2, 0, 0, 0.1];
        var (scores, labels, weights) = rows.Score(at, rows.All, 1);
        double Sum(bool isPositive, bool isAbove) => Enumerable.Range(0, scores.Length)
            .Where(i => labels[i] > 0 == isPositive && scores[i] > 0 == isAbove).Sum(i => (double)weights[i]);
        foreach (var metric in Metrics)
        {
            double hard = metric.Evaluate(new ConfusionCounts(Sum(true, true), Sum(true, false), Sum(false, true), Sum(false, false)));
            double soft = 1 - new MetricObjective(rows, rows.All, metric, 0, 1) { Amplifier = new Amplifier(1e6, 0.5, true), CrossEntropyShare = 0 }.Evaluate(at, new double[Width + 1]);
            Assert.Equal(hard, soft, 2e-3);
        }
    }

    internal static ClassRows Rows(int positives, int negatives, bool weighted)
    {
        var rows = new ClassRows(Width);
        var random = new Random(positives + negatives);
        for (int i = 0; i < positives + negatives; i++)
        {
            bool isPositive = i < positives;
            float[] x = [.. Enumerable.Range(0, Width).Select(j => (float)((3 * random.NextDouble()) + (isPositive && j < 2 ? 1.5 : 0) + j))];
            rows.Add(x, isPositive, weighted ? 0.5f + random.NextSingle() : 1);
        }
        rows.Complete(1);
        return rows;
    }
}
