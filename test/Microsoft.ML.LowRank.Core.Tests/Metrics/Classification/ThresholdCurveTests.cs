namespace Microsoft.ML.LowRank.Metrics;

public sealed class ThresholdCurveTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_best_threshold_is_that_of_trying_all(int seed)
    {
        var random = new Random(seed);
        // Few distinct scores: ties are what goes wrong.
        float[] scores = [.. Enumerable.Range(0, 200).Select(_ => (float)random.Next(-20, 20) / 4)];
        float[] labels = [.. scores.Select(score => random.NextDouble() * 12 - 7 < score ? 1f : 0f)];
        float[] weights = [.. scores.Select(_ => (float)random.Next(0, 4))];
        foreach (var metric in ClassificationMetric.All)
        {
            var curve = ThresholdCurve.Of(scores, labels, weights, metric);
            double best = scores.Append(-100).Max(threshold => metric.Evaluate(Counts(scores, labels, weights, threshold)));

            Assert.Equal(best, curve.Best.Value, 12);
            foreach (var point in curve.Points)
                Assert.Equal(Counts(scores, labels, weights, point.Threshold), point.Counts);
        }
    }

    [Fact]
    public void Of_equal_points_the_one_nearest_to_zero_is_taken_and_lies_halfway()
    {
        var curve = ThresholdCurve.Of([-3, -2, 4, 5], [0, 0, 1, 1], default, ClassificationMetric.F1);

        Assert.Equal(1, curve.Best.Threshold);
        Assert.Equal(1, curve.Best.Value);
        Assert.Equal(5, curve.Points.Count);
    }

    [Fact]
    public void The_usual_place_of_a_probability_is_not_that_of_a_score()
    {
        // Cutting at 0.075 and at 0.55 are both right three times of four.
        float[] scores = [0.05f, 0.1f, 0.35f, 0.75f], labels = [0, 1, 0, 1];

        Assert.Equal(0.075f, ThresholdCurve.Of(scores, labels, default, ClassificationMetric.Accuracy).Best.Threshold, 1e-6f);
        Assert.Equal(0.55f, ThresholdCurve.Of(scores, labels, default, ClassificationMetric.Accuracy, 0.5f).Best.Threshold, 1e-6f);
    }

    [Fact]
    public void A_point_at_which_the_metric_is_no_number_is_not_the_best()
    {
        // A share of nothing at both ends.
        var sum = ClassificationMetric.Custom("Precision of both", (tp, fn, fp, tn) => (tp / (tp + fp)) + (tn / (tn + fn)));
        var curve = ThresholdCurve.Of([-2, -1, 1, 2], [0, 1, 0, 1], default, sum);

        Assert.True(double.IsNaN(curve.Points[0].Value) && double.IsNaN(curve.Points[^1].Value));
        Assert.Equal(1 + (2.0 / 3), curve.Best.Value, 12);
    }

    [Fact]
    public void Scores_that_are_neighbours_or_infinite_are_cut_apart()
    {
        float next = MathF.BitIncrement(1);
        var curve = ThresholdCurve.Of([float.NegativeInfinity, 1, next, float.PositiveInfinity], [0, 0, 1, 1], default, ClassificationMetric.Accuracy);

        Assert.Equal(1, curve.Best.Value);
        Assert.Equal(1f, curve.Best.Threshold);
        Assert.Equal(3, curve.Points.Count);
        Assert.All(curve.Points, point => Assert.True(float.IsFinite(point.Threshold)));
    }

    [Fact]
    public void Without_both_classes_or_with_a_score_that_is_no_number_it_says_so()
    {
        Assert.Contains("only where both are there", Assert.Throws<ArgumentException>(
            () => ThresholdCurve.Of([1, 2], [1, 1], default, ClassificationMetric.F1)).Message, StringComparison.Ordinal);
        Assert.Contains("score of row 1", Assert.Throws<ArgumentException>(
            () => ThresholdCurve.Of([1, float.NaN], [1, 0], default, ClassificationMetric.F1)).Message, StringComparison.Ordinal);
    }

    private static ConfusionCounts Counts(float[] scores, float[] labels, float[] weights, float threshold)
    {
        double Sum(bool isPositive, bool isAbove) => Enumerable.Range(0, scores.Length)
            .Where(i => labels[i] > 0.5f == isPositive && scores[i] > threshold == isAbove).Sum(i => (double)weights[i]);
        return new ConfusionCounts(Sum(true, true), Sum(true, false), Sum(false, true), Sum(false, false));
    }
}
