using FsCheck;
using FsCheck.Fluent;

namespace Microsoft.ML.LowRank.Metrics;

public class RegressionMetricsTests
{
    [Fact]
    public void Errors_are_means_of_squares_and_of_sizes()
    {
        Assert.Equal(Math.Sqrt(8.0 / 3), RegressionMetrics.RootMeanSquaredError([1, 4, 1], [1, 2, 3]), 1e-12);
        Assert.Equal(5.0 / 3, RegressionMetrics.MeanAbsoluteError([1, 4, 0], [1, 2, 3]), 1e-12);
    }

    [Fact]
    public void A_weight_of_k_is_k_rows() => Prop.ForAll(MetricCase.Any, rows =>
    {
        var (scores, labels) = rows.Repeated();
        Assert.Equal(RegressionMetrics.RootMeanSquaredError(scores, labels),
            RegressionMetrics.RootMeanSquaredError(rows.Scores, rows.Labels, rows.Weights), 1e-12);
        Assert.Equal(RegressionMetrics.MeanAbsoluteError(scores, labels),
            RegressionMetrics.MeanAbsoluteError(rows.Scores, rows.Labels, rows.Weights), 1e-12);
    }).Check(MetricCase.Config);

    [Fact]
    public void Differences_are_taken_in_double_precision()
    {
        Assert.Equal(6e38, RegressionMetrics.MeanAbsoluteError([3e38f], [-3e38f]), 1e32);
        Assert.Equal(double.NaN, RegressionMetrics.RootMeanSquaredError([float.NaN, 1], [1, 1]));
        Assert.Equal(double.NaN, RegressionMetrics.MeanAbsoluteError([1], [1], [0]));
    }
}
