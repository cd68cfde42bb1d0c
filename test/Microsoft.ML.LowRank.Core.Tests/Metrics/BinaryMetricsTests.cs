using FsCheck;
using FsCheck.Fluent;

namespace Microsoft.ML.LowRank.Metrics;

public class BinaryMetricsTests
{
    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    [Fact]
    public void The_area_is_the_share_of_pairs_in_order_and_ties_count_half() => Prop.ForAll(MetricCase.Any, rows =>
    {
        double pairs = 0, ordered = 0;
        for (int i = 0; i < rows.Scores.Length; i++)
        {
            for (int j = 0; j < rows.Scores.Length; j++)
            {
                if (rows.Labels[i] != 1 || rows.Labels[j] != 0)
                    continue;
                pairs++;
                ordered += rows.Scores[i] > rows.Scores[j] ? 1 : rows.Scores[i] == rows.Scores[j] ? 0.5 : 0;
            }
        }
        // Without a pair of classes both sides are 0 / 0.
        Assert.Equal(ordered / pairs, BinaryMetrics.AreaUnderCurve(rows.Scores, rows.Labels));
    }).Check(MetricCase.Config);

    [Fact]
    public void A_weight_of_k_is_k_rows() => Prop.ForAll(MetricCase.Any, rows =>
    {
        var (scores, labels) = rows.Repeated();
        Assert.Equal(BinaryMetrics.AreaUnderCurve(scores, labels),
            BinaryMetrics.AreaUnderCurve(rows.Scores, rows.Labels, rows.Weights), 1e-12);
        Assert.Equal(BinaryMetrics.LogLoss(scores, labels),
            BinaryMetrics.LogLoss(rows.Scores, rows.Labels, rows.Weights), 1e-12);
        Assert.Equal(BinaryMetrics.CalibrationRatio(scores, labels),
            BinaryMetrics.CalibrationRatio(rows.Scores, rows.Labels, rows.Weights), 1e-12);
    }).Check(MetricCase.Config);

    [Fact]
    public void The_area_of_many_rows_of_all_magnitudes_is_that_of_their_ranks()
    {
        var random = new Random(3);
        // Bits of any kind but NaN: signs, denormals, infinities; some twice.
        float[] scores = [.. Enumerable.Range(0, 20_000)
            .Select(_ => BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue)))
            .Where(float.IsFinite).SelectMany(score => new[] { score, score, -score })];
        (scores[0], scores[1], scores[2], scores[3]) = (float.PositiveInfinity, float.NegativeInfinity, float.Epsilon, -float.Epsilon);
        float[] labels = [.. scores.Select(score => random.Next(3) == 0 || score > 1 && random.Next(2) == 0 ? 1f : 0f)];
        double rankSum = 0, positives = labels.Count(label => label == 1), before = 0;
        foreach (var tie in scores.Zip(labels).GroupBy(pair => pair.First).OrderBy(tie => tie.Key))
        {
            rankSum += tie.Count(pair => pair.Second == 1) * (before + ((tie.Count() + 1) / 2.0));
            before += tie.Count();
        }
        double expected = (rankSum - (positives * (positives + 1) / 2)) / (positives * (scores.Length - positives));

        Assert.Equal(expected, BinaryMetrics.AreaUnderCurve(scores, labels), 1e-12);
        Assert.InRange(expected, 0.55, 0.9);
    }

    [Fact]
    public void Turning_scores_around_mirrors_the_area() => Prop.ForAll(MetricCase.Any, rows =>
        Assert.Equal(1 - BinaryMetrics.AreaUnderCurve(rows.Scores, rows.Labels, rows.Weights),
            BinaryMetrics.AreaUnderCurve(Array.ConvertAll(rows.Scores, score => -score), rows.Labels, rows.Weights), 1e-12))
        .Check(MetricCase.Config);

    [Fact]
    public void One_class_has_no_area_and_no_rows_have_no_metric()
    {
        Assert.Equal(double.NaN, BinaryMetrics.AreaUnderCurve([1, 2], [1, 1]));
        Assert.Equal(double.NaN, BinaryMetrics.AreaUnderCurve([1, 2], [0, 0]));
        Assert.Equal(double.NaN, BinaryMetrics.AreaUnderCurve([1, 2], [0, 1], [1, 0]));
        Assert.Equal(double.NaN, BinaryMetrics.AreaUnderCurve([], []));
        Assert.Equal(double.NaN, BinaryMetrics.LogLoss([], []));
        Assert.Equal(double.NaN, BinaryMetrics.CalibrationRatio([1], [0]));
        Assert.Empty(BinaryMetrics.CalibrationBins([], [], default, 3));
    }

    [Fact]
    public void A_score_that_is_no_number_makes_no_metric()
    {
        float[] scores = [1, float.NaN, 2], labels = [0, 1, 1];
        Assert.Equal(double.NaN, BinaryMetrics.AreaUnderCurve(scores, labels));
        Assert.Equal(double.NaN, BinaryMetrics.LogLoss(scores, labels));
        Assert.Equal(double.NaN, BinaryMetrics.CalibrationRatio(scores, labels));
        Assert.Empty(BinaryMetrics.CalibrationBins(scores, labels, default, 2));
    }

    [Fact]
    public void The_loss_is_minus_the_logarithm_of_the_probability_of_what_came() => Prop.ForAll(MetricCase.Any, rows =>
    {
        double expected = rows.Scores.Zip(rows.Labels, (score, label) =>
            -(label * Math.Log(Sigmoid(score))) - ((1 - label) * Math.Log(1 - Sigmoid(score)))).DefaultIfEmpty(double.NaN).Average();
        Assert.Equal(expected, BinaryMetrics.LogLoss(rows.Scores, rows.Labels), 1e-9);
    }).Check(MetricCase.Config);

    [Theory]
    [InlineData(1e30f, 1, 0)]
    [InlineData(1e30f, 0, 1e30f)]
    [InlineData(-200, 0, 1.3838965267367376e-87)]
    [InlineData(-200, 1, 200)]
    [InlineData(float.PositiveInfinity, 1, 0)]
    [InlineData(float.NegativeInfinity, 1, double.PositiveInfinity)]
    [InlineData(12, 1, 6.144193477732806e-06)]
    [InlineData(-2, 0, 0.1269280110429725)]
    public void The_loss_is_exact_far_from_zero(float score, float label, double expected)
    {
        double loss = BinaryMetrics.LogLoss([score], [label]);
        Assert.True(loss == expected || Math.Abs((loss / expected) - 1) < 1e-14, $"{loss:R} instead of {expected:R}.");
    }

    [Fact]
    public void The_calibration_ratio_is_promised_over_came()
    {
        Assert.Equal((Sigmoid(1) + Sigmoid(-2) + (2 * Sigmoid(0.5f))) / 2,
            BinaryMetrics.CalibrationRatio([1, -2, 0.5f], [0, 0, 1], [1, 1, 2]), 1e-12);
    }

    [Fact]
    public void Bins_are_equal_in_size_and_together_all_rows()
    {
        var random = new Random(2);
        float[] scores = [.. Enumerable.Range(0, 103).Select(_ => (random.NextSingle() * 8) - 4)];
        float[] labels = [.. scores.Select(score => random.NextDouble() < Sigmoid(score) ? 1f : 0f)];
        var bins = BinaryMetrics.CalibrationBins(scores, labels, default, 10);

        Assert.Equal(10, bins.Length);
        Assert.All(bins, bin => Assert.InRange(bin.RowCount, 10, 11));
        var order = scores.Select((score, row) => (score, row)).OrderBy(pair => pair.score).Select(pair => pair.row).ToArray();
        int from = 0;
        foreach (var bin in bins)
        {
            int[] rows = order[from..(from += bin.RowCount)];
            Assert.Equal(rows.Average(row => Sigmoid(scores[row])), bin.MeanProbability, 1e-12);
            Assert.Equal(rows.Average(row => labels[row]), bin.PositiveRate, 1e-6);
        }
        Assert.Equal(103, from);
    }

    [Fact]
    public void Equal_scores_share_a_bin_and_weights_count() => Prop.ForAll(MetricCase.Any, rows =>
    {
        var bins = BinaryMetrics.CalibrationBins(rows.Scores, rows.Labels, rows.Weights, 4);
        Assert.InRange(bins.Length, rows.Scores.Length > 0 ? 1 : 0, 4);
        Assert.Equal(rows.Scores.Length, bins.Sum(bin => bin.RowCount));
        Assert.Equal(rows.Weights.Sum(), bins.Sum(bin => bin.Weight), 1e-9);
        var sorted = rows.Scores.Order().ToArray();
        int end = 0;
        foreach (var bin in bins.SkipLast(1))
            Assert.True(sorted[end += bin.RowCount] > sorted[end - 1], "A bin ends between equal scores.");
    }).Check(MetricCase.Config);

    [Fact]
    public void The_calibration_error_is_the_mean_distance_of_promise_and_outcome()
    {
        CalibrationBin[] bins = [new(3, 3, 0.5, 0.25), new(9, 0, double.NaN, double.NaN), new(1, 1, 0.125, 0.25)];

        Assert.Equal(((3 * 0.25) + 0.125) / 4, BinaryMetrics.ExpectedCalibrationError(bins), 12);
        Assert.Equal(double.NaN, BinaryMetrics.ExpectedCalibrationError([]));
    }

    [Fact]
    public void Log_odds_and_probability_undo_each_other()
    {
        foreach (double p in new[] { 0, 1e-30, 1e-9, 0.1, 0.5, 0.75, 1 - 1e-9, 1 })
            Assert.Equal(p, Logistic.Probability(Logistic.LogOdds(p)), 1e-15);
        Assert.Equal((double.NegativeInfinity, double.PositiveInfinity), (Logistic.LogOdds(0), Logistic.LogOdds(1)));
    }

    [Fact]
    public void Rows_labels_and_weights_must_be_equally_many()
    {
        Assert.Contains("3 predictions and 2 labels",
            Assert.Throws<ArgumentException>(() => BinaryMetrics.AreaUnderCurve([1, 2, 3], [0, 1])).Message, StringComparison.Ordinal);
        Assert.Contains("2 predictions and 1 weights",
            Assert.Throws<ArgumentException>(() => BinaryMetrics.LogLoss([1, 2], [0, 1], [1])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => BinaryMetrics.CalibrationBins([1], [1], default, 0));
    }
}
