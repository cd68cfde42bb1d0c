using System.Globalization;

namespace Microsoft.ML.LowRank;

/// <summary>A metric of decisions between two classes, and the confusion matrix that it was computed from.</summary>
/// <param name="MetricName">The metric's name.</param>
/// <param name="Value">The metric; NaN where it needs a class that has no rows.</param>
/// <param name="Counts">The confusion matrix, in weights of rows.</param>
/// <param name="RowCount">Rows that were read.</param>
public sealed record MetricEvaluation(string MetricName, double Value, ConfusionCounts Counts, long RowCount)
{
    /// <summary>Another metric of the same decisions.</summary>
    /// <param name="metric">The metric.</param>
    public double Of(ClassificationMetric metric)
    {
        ArgumentNullException.ThrowIfNull(metric);
        return metric.Evaluate(Counts);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{MetricName} {Value:0.####} on {RowCount} rows (TP {Counts.TruePositives:0.##}, FN {Counts.FalseNegatives:0.##}, FP {Counts.FalsePositives:0.##}, TN {Counts.TrueNegatives:0.##})");
}
