namespace Microsoft.ML.LowRank.Metrics;

/// <summary>How far numbers are from what is true. No weights are weights of 1; sums are of doubles.</summary>
internal static class RegressionMetrics
{
    /// <summary>The root of the mean squared error. NaN without weight.</summary>
    public static double RootMeanSquaredError(
        ReadOnlySpan<float> predictions, ReadOnlySpan<float> targets, ReadOnlySpan<float> weights = default)
    {
        MetricRows.Check(predictions.Length, targets, weights);
        double sum = 0, total = 0;
        for (int row = 0; row < predictions.Length; row++)
        {
            double error = (double)predictions[row] - targets[row], weight = MetricRows.WeightOf(weights, row);
            sum += weight * error * error;
            total += weight;
        }
        return total > 0 ? Math.Sqrt(sum / total) : double.NaN;
    }

    /// <summary>The mean of the errors' sizes. NaN without weight.</summary>
    public static double MeanAbsoluteError(
        ReadOnlySpan<float> predictions, ReadOnlySpan<float> targets, ReadOnlySpan<float> weights = default)
    {
        MetricRows.Check(predictions.Length, targets, weights);
        double sum = 0, total = 0;
        for (int row = 0; row < predictions.Length; row++)
        {
            double weight = MetricRows.WeightOf(weights, row);
            sum += weight * Math.Abs((double)predictions[row] - targets[row]);
            total += weight;
        }
        return total > 0 ? sum / total : double.NaN;
    }
}
