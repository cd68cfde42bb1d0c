namespace Microsoft.ML.LowRank.Metrics;

/// <summary>What all metrics ask of the rows that they are given.</summary>
internal static class MetricRows
{
    /// <exception cref="ArgumentException">There are not as many labels or weights as rows.</exception>
    public static void Check(int rows, ReadOnlySpan<float> labels, ReadOnlySpan<float> weights)
    {
        if (labels.Length != rows)
            throw new ArgumentException($"There are {rows} predictions and {labels.Length} labels; give one label per prediction.");
        if (!weights.IsEmpty && weights.Length != rows)
            throw new ArgumentException(
                $"There are {rows} predictions and {weights.Length} weights; give one weight per prediction, or none at all.");
    }

    /// <summary>The weight of a row; 1 when there are none.</summary>
    public static double WeightOf(ReadOnlySpan<float> weights, int row) => weights.IsEmpty ? 1 : weights[row];
}
