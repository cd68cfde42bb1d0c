using FsCheck;
using FsCheck.Fluent;

namespace Microsoft.ML.LowRank.Metrics;

public class MulticlassMetricsTests
{
    private const int Classes = 3;

    private static readonly Arbitrary<(float[] Scores, float[] Labels, float[] Weights)> Cases = (
        from count in Gen.Choose(1, 20)
        from scores in Gen.Choose(-20, 20).Select(value => value / 4f).ArrayOf(count * Classes)
        from labels in Gen.Choose(0, Classes - 1).Select(value => (float)value).ArrayOf(count)
        from weights in Gen.Choose(1, 3).Select(value => (float)value).ArrayOf(count)
        select (scores, labels, weights)).ToArbitrary();

    [Fact]
    public void Scores_and_their_softmax_have_the_same_loss_and_a_weight_of_k_is_k_rows() => Prop.ForAll(Cases, rows =>
    {
        double naive = 0;
        var probabilities = new float[rows.Scores.Length];
        for (int row = 0; row < rows.Labels.Length; row++)
        {
            double sum = Enumerable.Range(0, Classes).Sum(c => Math.Exp(rows.Scores[(row * Classes) + c]));
            for (int c = 0; c < Classes; c++)
                probabilities[(row * Classes) + c] = (float)(Math.Exp(rows.Scores[(row * Classes) + c]) / sum);
            naive -= rows.Weights[row] * Math.Log(Math.Exp(rows.Scores[(row * Classes) + (int)rows.Labels[row]]) / sum);
        }
        naive /= rows.Weights.Sum();
        Assert.Equal(naive, MulticlassMetrics.LogLossOfLogits(rows.Scores, Classes, rows.Labels, rows.Weights), 1e-12);
        Assert.Equal(naive, MulticlassMetrics.LogLossOfProbabilities(probabilities, Classes, rows.Labels, rows.Weights), 1e-5);
    }).Check(MetricCase.Config);

    [Fact]
    public void Two_classes_lose_what_the_difference_of_their_scores_loses() => Prop.ForAll(MetricCase.Any, rows =>
    {
        float[] both = [.. rows.Scores.SelectMany(score => new[] { 1.5f, 1.5f + score })];
        Assert.Equal(BinaryMetrics.LogLoss(rows.Scores, rows.Labels, rows.Weights),
            MulticlassMetrics.LogLossOfLogits(both, 2, rows.Labels, rows.Weights), 1e-12);
    }).Check(MetricCase.Config);

    [Fact]
    public void Certainty_and_large_scores_are_no_trouble()
    {
        Assert.Equal(2e-300, MulticlassMetrics.LogLossOfLogits([0, -690.7755f, -690.7755f], 3, [0]), 1e-303);
        Assert.Equal(6e38, MulticlassMetrics.LogLossOfLogits([-3e38f, 3e38f], 2, [0]), 1e32);
        Assert.Equal(0, MulticlassMetrics.LogLossOfLogits([7], 1, [0]));
        Assert.Equal(double.PositiveInfinity, MulticlassMetrics.LogLossOfProbabilities([0, 1], 2, [0]));
        Assert.Equal(-Math.Log(1e-6), MulticlassMetrics.LogLossOfProbabilities([0, 1], 2, [0], leastProbability: 1e-6), 1e-12);
    }

    [Fact]
    public void Accuracy_is_the_share_of_rows_whose_first_highest_number_is_their_class()
    {
        float[] predictions = [0.5f, 0.25f, 0.25f, 0.1f, 0.45f, 0.45f, 0.1f, 0.1f, 0.8f];
        Assert.Equal(2 / 3.0, MulticlassMetrics.Accuracy(predictions, 3, [0, 1, 1]), 1e-12);
        Assert.Equal(0.2, MulticlassMetrics.Accuracy(predictions, 3, [0, 2, 1], [1, 2, 2]), 1e-12);
        Assert.Equal(0.5, MulticlassMetrics.Accuracy([float.NaN, 1, 1, 0], 2, [1, 0]));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    [InlineData(0.5f)]
    [InlineData(float.NaN)]
    public void A_label_that_is_no_class_is_named(float label)
    {
        var problem = Assert.Throws<ArgumentException>(() => MulticlassMetrics.Accuracy([0, 1], 2, [label]));
        Assert.Contains("from 0 to 1", problem.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => MulticlassMetrics.LogLossOfLogits([0, 1, 2], 2, [0]));
    }
}
