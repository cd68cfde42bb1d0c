namespace Microsoft.ML.LowRank;

/// <summary>A threshold and what it makes of the rows.</summary>
/// <param name="Threshold">A row is predicted positive when its score is above it.</param>
/// <param name="Counts">The confusion matrix, in weights of rows.</param>
public readonly record struct ImbalanceCurvePoint(double Threshold, ConfusionCounts Counts)
{
    /// <summary>A metric at this threshold.</summary>
    /// <param name="metric">The metric.</param>
    public double Of(ClassificationMetric metric)
    {
        ArgumentNullException.ThrowIfNull(metric);
        return metric.Evaluate(Counts);
    }
}
