using FsCheck;
using FsCheck.Fluent;

namespace Microsoft.ML.LowRank.Metrics;

public sealed class ThresholdCutsTests
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
        var cuts = ThresholdCuts.Of(scores, labels, weights);
        Assert.All(cuts.All, cut => Assert.Equal(Counts(scores, labels, weights, cut.Threshold), cut.Counts));
        foreach (var metric in ClassificationMetric.All)
        {
            var (place, value) = cuts.Best(metric);
            double best = scores.Append(-100).Max(threshold => metric.Evaluate(Counts(scores, labels, weights, threshold)));

            Assert.Equal(best, value, 12);
            Assert.Equal(value, metric.Evaluate(cuts.All[place].Counts));
        }
    }

    [Fact]
    public void Of_equal_points_the_one_nearest_to_zero_is_taken_and_lies_halfway()
    {
        var cuts = ThresholdCuts.Of([-3, -2, 4, 5], [0, 0, 1, 1], default);
        var (place, value) = cuts.Best(ClassificationMetric.F1);

        Assert.Equal((1f, 1), (cuts.All[place].Threshold, value));
        Assert.Equal(5, cuts.All.Count);
    }

    [Fact]
    public void The_usual_place_of_a_probability_is_not_that_of_a_score()
    {
        // Cutting at 0.075 and at 0.55 are both right three times of four.
        float[] scores = [0.05f, 0.1f, 0.35f, 0.75f], labels = [0, 1, 0, 1];

        var cuts = ThresholdCuts.Of(scores, labels, default);

        Assert.Equal(0.075f, cuts.All[cuts.Best(ClassificationMetric.Accuracy).Place].Threshold, 1e-6f);
        Assert.Equal(0.55f, cuts.All[cuts.Best(ClassificationMetric.Accuracy, 0.5f).Place].Threshold, 1e-6f);
    }

    [Fact]
    public void A_point_at_which_the_metric_is_no_number_is_not_the_best()
    {
        // A share of nothing at both ends.
        var sum = ClassificationMetric.Custom("Precision of both", (tp, fn, fp, tn) => (tp / (tp + fp)) + (tn / (tn + fn)));
        var cuts = ThresholdCuts.Of([-2, -1, 1, 2], [0, 1, 0, 1], default);

        Assert.True(double.IsNaN(sum.Evaluate(cuts.All[0].Counts)) && double.IsNaN(sum.Evaluate(cuts.All[^1].Counts)));
        Assert.Equal(1 + (2.0 / 3), cuts.Best(sum).Value, 12);
    }

    [Fact]
    public void Scores_that_are_neighbours_or_infinite_are_cut_apart()
    {
        float next = MathF.BitIncrement(1);
        var cuts = ThresholdCuts.Of([float.NegativeInfinity, 1, next, float.PositiveInfinity], [0, 0, 1, 1], default);
        var (place, value) = cuts.Best(ClassificationMetric.Accuracy);

        Assert.Equal((1f, 1), (cuts.All[place].Threshold, value));
        Assert.Equal(3, cuts.All.Count);
        Assert.All(cuts.All, cut => Assert.True(float.IsFinite(cut.Threshold)));
    }

    [Fact]
    public void Average_precision_is_the_mean_precision_at_the_positive_rows() => Prop.ForAll(MetricCase.Any, rows =>
    {
        var (scores, labels) = rows.Repeated();
        if (labels.Distinct().Count() < 2)
            return;
        // Every positive row gets the precision of all rows with scores as high as its own.
        double expected = scores.Where((_, row) => labels[row] > 0).Average(
            score => labels.Where((_, row) => scores[row] >= score).Average(label => (double)label));
        Assert.Equal(expected, ThresholdCuts.Of(rows.Scores, rows.Labels, rows.Weights).AveragePrecision(), 1e-12);
    }).Check(MetricCase.Config);

    [Fact]
    public void Average_precision_counts_rows_of_infinite_scores()
    {
        float[] labels = [1, 0, 1, 0];
        Assert.Equal(
            ThresholdCuts.Of([-9, 1, 2, 9], labels, default).AveragePrecision(),
            ThresholdCuts.Of([float.NegativeInfinity, 1, 2, float.PositiveInfinity], labels, default).AveragePrecision(), 12);
    }

    [Fact]
    public void Few_cuts_are_kept_and_a_rare_class_is_not_passed_over()
    {
        // Twenty positive rows among a hundred thousand, all of them at the top.
        float[] scores = [.. Enumerable.Range(0, 100_000).Select(row => (float)row)];
        float[] labels = [.. scores.Select(score => score >= 99_980 ? 1f : 0)];
        var cuts = ThresholdCuts.Of(scores, labels, default);
        int[] places = cuts.Thin(100, [70_001]);

        Assert.InRange(places.Length, 50, 101);
        Assert.Equal(places.Order().Distinct(), places);
        Assert.Equal((0, 100_000), (places[0], places[^1]));
        Assert.Contains(70_001, places);
        Assert.Equal(21, places.Select(place => cuts.All[place].Counts.TruePositives).Distinct().Count());
        Assert.Equal([0, 1, 2], ThresholdCuts.Of([1, 2], [0, 1], default).Thin(3, [1]));
    }

    [Fact]
    public void Without_both_classes_or_with_a_score_that_is_no_number_it_says_so()
    {
        Assert.Contains("only where both are there", Assert.Throws<ArgumentException>(
            () => ThresholdCuts.Of([1, 2], [1, 1], default)).Message, StringComparison.Ordinal);
        Assert.Contains("score of row 1", Assert.Throws<ArgumentException>(
            () => ThresholdCuts.Of([1, float.NaN], [1, 0], default)).Message, StringComparison.Ordinal);
    }

    private static ConfusionCounts Counts(float[] scores, float[] labels, float[] weights, float threshold)
    {
        double Sum(bool isPositive, bool isAbove) => Enumerable.Range(0, scores.Length)
            .Where(i => labels[i] > 0.5f == isPositive && scores[i] > threshold == isAbove).Sum(i => (double)weights[i]);
        return new ConfusionCounts(Sum(true, true), Sum(true, false), Sum(false, true), Sum(false, false));
    }
}
