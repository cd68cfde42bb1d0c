using System.Globalization;
using Microsoft.ML.LowRank.Reports;
using Microsoft.ML.LowRank.Thresholds;

namespace Microsoft.ML.LowRank;

/// <summary>How a threshold was chosen.</summary>
public sealed class ThresholdReport : PrintableReport
{
    internal ThresholdReport()
    {
    }

    /// <summary>Name of the metric that was to be large.</summary>
    public required string MetricName { get; init; }

    /// <summary>Where the metric is largest; of several such places the one nearest to <see cref="UsualThreshold"/>.</summary>
    public required double Threshold { get; init; }

    /// <summary>The metric at the threshold, on the rows that it was chosen on.</summary>
    public required double Value { get; init; }

    /// <summary>The confusion matrix at the threshold, in weights of rows.</summary>
    public required ConfusionCounts Counts { get; init; }

    /// <summary>What is used without tuning: 0 for a score, 0.5 for a probability.</summary>
    public required double UsualThreshold { get; init; }

    /// <summary>The metric at the usual threshold.</summary>
    public required double UsualValue { get; init; }

    /// <summary>The confusion matrix at the usual threshold, in weights of rows.</summary>
    public required ConfusionCounts UsualCounts { get; init; }

    /// <summary>Rows that counted: those whose weight is not 0.</summary>
    public required long RowCount { get; init; }

    /// <summary>
    /// Folds of the training rows, each of which was scored by a model of the others; null where the threshold was chosen on rows
    /// that came scored.
    /// </summary>
    public required int? NumberOfFolds { get; init; }

    /// <summary>
    /// The metric at thresholds from all rows predicted positive to none, ascending: at every one that matters or, where
    /// these are many, at 200 of them at most, with the ends and the chosen one.
    /// </summary>
    public required IReadOnlyList<ThresholdCurvePoint> Curve { get; init; }

    /// <summary>What was chosen, in a sentence.</summary>
    public string Summary => string.Create(CultureInfo.InvariantCulture,
        $"The threshold {Threshold:G6} gives {MetricName} {Value:0.####} on {RowCount} rows{(NumberOfFolds is { } folds ? $", scored out of fold in {folds} folds" : "")}, where {UsualThreshold} gives {UsualValue:0.####}.");

    private protected override Report MakePage() => ThresholdPage.Make(this);
}
