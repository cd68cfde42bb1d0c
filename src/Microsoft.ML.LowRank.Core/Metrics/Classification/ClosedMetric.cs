namespace Microsoft.ML.LowRank.Metrics;

/// <summary>A metric whose derivatives are written down.</summary>
internal sealed class ClosedMetric(string name, Func<ConfusionCounts, Dual> form) : ClassificationMetric(name)
{
    internal override Dual Slope(in ConfusionCounts counts) => form(counts);
}
