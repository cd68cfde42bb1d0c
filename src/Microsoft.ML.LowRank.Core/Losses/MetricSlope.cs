namespace Microsoft.ML.LowRank.Losses;

/// <summary>What a metric says of a soft confusion matrix, if that can be learned from.</summary>
internal static class MetricSlope
{
    /// <summary>The metric and its derivatives; null where a class has no rows or a number is not finite.</summary>
    public static Dual? Of(ClassificationMetric metric, in ConfusionCounts counts)
    {
        if (!(counts.Positives > 0) || !(counts.Negatives > 0))
            return null;
        var slope = metric.Slope(counts);
        return double.IsFinite(slope.Value) && double.IsFinite(slope.ByTruePositives) && double.IsFinite(slope.ByFalsePositives) ? slope : null;
    }
}
