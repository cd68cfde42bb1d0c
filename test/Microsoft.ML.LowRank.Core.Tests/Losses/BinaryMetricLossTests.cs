using Microsoft.ML.LowRank.Metrics;

namespace Microsoft.ML.LowRank.Losses;

public sealed class BinaryMetricLossTests
{
    private static readonly Amplifier[] Amplifiers = [new(10, 0.5, false), new(33, 0.3, false), new(20, 0.5, true), new(8, 0.2, true)];

    private static BinaryMetricLoss Loss(ClassificationMetric metric, Amplifier amplifier, double share = 0) => new(new MetricLoss(metric)
    {
        Amplification = amplifier.Amplification,
        Threshold = amplifier.Threshold,
        AmplifyLogOdds = amplifier.OnLogit,
        CrossEntropyShare = share,
        WarmUp = 0,
        Memory = 0,
    });

    // Name, positives, negatives, spread of scores: ordinary rows, one positive, none predicted positive, saturated scores, 1 in 10,000.
    public static TheoryData<string, int, int, double, double> Corners => new()
    {
        { "ordinary", 20, 30, 1, 0 },
        { "one positive", 1, 40, 1, 0 },
        { "none predicted positive", 10, 40, 0.3, -2 },
        { "saturated", 15, 15, 40, 0 },
        { "1 in 10,000", 1, 10_000, 0.5, -0.5 },
    };

    [Theory]
    [MemberData(nameof(Corners))]
    public void The_gradient_is_that_of_differences_for_every_metric(string name, int positives, int negatives, double spread, double mean)
    {
        var (scores, labels, weights) = Rows(positives, negatives, spread, mean);
        foreach (var metric in ClassificationMetric.All)
        {
            foreach (var amplifier in Amplifiers)
            {
                foreach (double share in new[] { 0, 0.4 })
                {
                    var loss = Loss(metric, amplifier, share);
                    var gradient = new float[scores.Length];
                    double divisor = weights.Sum(w => (double)w);
                    loss.Evaluate(scores, labels, weights, divisor, gradient);
                    foreach (int row in new[] { 0, positives - 1, positives, scores.Length - 1 }.Distinct())
                    {
                        const float H = 1f / 256;
                        double Moved(float by)
                        {
                            float[] moved = [.. scores];
                            moved[row] += by;
                            return loss.Evaluate(moved, labels, weights, divisor, default) / divisor;
                        }
                        double expected = (Moved(H) - Moved(-H)) / (2 * H);
                        Assert.True(Math.Abs(expected - gradient[row]) <= (2e-3 * Math.Abs(expected)) + 2e-7,
                            $"{name}, {metric}, {amplifier}, share {share}, row {row}: {gradient[row]} is not {expected}");
                    }
                }
            }
        }
    }

    [Fact]
    public void The_more_is_amplified_the_nearer_is_the_loss_to_the_metric()
    {
        var (scores, labels, weights) = Rows(30, 70, 2, 0);
        foreach (var metric in ClassificationMetric.All)
        {
            double hard = metric.Evaluate(Hard(scores, labels, weights));
            double Distance(double amplification)
            {
                var loss = Loss(metric, new Amplifier(amplification, 0.5, false));
                return Math.Abs(1 - (loss.Evaluate(scores, labels, weights, 1, default) / weights.Sum(w => (double)w)) - hard);
            }
            Assert.True(Distance(1e6) < 1e-6, $"{metric}: {Distance(1e6)}");
            Assert.True(Distance(3000) < Math.Max(1e-3, Distance(10)), $"{metric}: {Distance(10)} {Distance(3000)}");
        }
    }

    [Fact]
    public void Near_the_ends_neither_the_soft_prediction_nor_its_complement_is_lost()
    {
        foreach (var amplifier in Amplifiers)
        {
            var (soft, complement, slope) = amplifier.At(-60);
            Assert.True(soft > 0 && complement > 0 && slope > 0, $"{amplifier}: {soft} {complement} {slope}");
            Assert.Equal(1, soft + complement, 12);
            (soft, complement, slope) = amplifier.At(60);
            Assert.True(soft > 0 && complement > 0 && slope > 0, $"{amplifier}: {soft} {complement} {slope}");
        }
    }

    [Fact]
    public void A_weight_is_as_many_rows_and_none_is_no_row()
    {
        float[] gradient = new float[4], repeated = new float[6];
        BinaryMetricLoss Mixed() => Loss(ClassificationMetric.MatthewsCorrelation, Amplifiers[0], 0.3);
        double once = Mixed().Evaluate([1, -1, 0.5f, 9], [1, 0, 0, 1], [2, 1, 3, 0], 6, gradient);
        double times = Mixed().Evaluate([1, 1, -1, 0.5f, 0.5f, 0.5f], [1, 1, 0, 0, 0, 0], default, 6, repeated);

        Assert.Equal(times, once, 10);
        Assert.Equal(2 * repeated[0], gradient[0], 1e-6);
        Assert.Equal(3 * repeated[3], gradient[2], 1e-6);
        Assert.Equal(0, gradient[3]);
    }

    [Fact]
    public void A_batch_without_a_class_learns_from_what_was_seen_before()
    {
        var loss = new BinaryMetricLoss(new MetricLoss(ClassificationMetric.F1) { Memory = 0.9, WarmUp = 0 });
        var gradient = new float[3];
        // At first there is only one class: cross-entropy.
        loss.Evaluate([0, 0, 0], [0, 0, 0], default, 3, gradient);
        Assert.All(gradient, g => Assert.Equal(0.5f / 3, g, 1e-6));
        loss.Evaluate([0.2f, 0, -0.2f], [1, 0, 0], default, 3, gradient);
        loss.Evaluate([0.1f, 0, -0.1f], [0, 0, 0], default, 3, gradient);

        // Negative rows are pushed down, by the metric.
        Assert.All(gradient, g => Assert.True(g > 0 && Math.Abs(g - (0.5f / 3)) > 1e-3));
    }

    private static ConfusionCounts Hard(float[] scores, float[] labels, float[] weights)
    {
        double Sum(bool isPositive, bool isAbove) => Enumerable.Range(0, scores.Length)
            .Where(i => labels[i] > 0.5f == isPositive && scores[i] > 0 == isAbove).Sum(i => (double)weights[i]);
        return new ConfusionCounts(Sum(true, true), Sum(true, false), Sum(false, true), Sum(false, false));
    }

    private static (float[] Scores, float[] Labels, float[] Weights) Rows(int positives, int negatives, double spread, double mean)
    {
        var random = new Random(positives + negatives);
        int rows = positives + negatives;
        return (
            [.. Enumerable.Range(0, rows).Select(i => (float)((spread * ((2 * random.NextDouble()) - 1)) + mean + (i < positives ? spread / 4 : 0)))],
            [.. Enumerable.Range(0, rows).Select(i => i < positives ? 1f : 0f)],
            [.. Enumerable.Range(0, rows).Select(_ => 0.5f + (float)random.NextDouble())]);
    }
}
