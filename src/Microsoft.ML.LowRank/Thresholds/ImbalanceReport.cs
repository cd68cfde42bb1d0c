using Microsoft.ML.LowRank.Reports;
using Microsoft.ML.LowRank.Thresholds;

namespace Microsoft.ML.LowRank;

/// <summary>
/// How a model of two classes decides where one of them is rare: by every metric of the confusion matrix, at its own rule and at every
/// threshold of its score.
/// </summary>
/// <remarks>Rows that weigh nothing are left out. Counts are weights of rows where there are weights.</remarks>
public sealed class ImbalanceReport : PrintableReport
{
    internal ImbalanceReport()
    {
    }

    /// <summary>Rows that counted: those whose weight is not 0.</summary>
    public required long RowCount { get; init; }

    /// <summary>How many of them are of the positive class.</summary>
    public required long PositiveCount { get; init; }

    /// <summary>The weight of the larger class over that of the smaller one, at least 1.</summary>
    public double ImbalanceRatio => Math.Max(Counts.Positives, Counts.Negatives) / Math.Min(Counts.Positives, Counts.Negatives);

    /// <summary>What the model's own decisions are, in words: a column, or where its score is cut.</summary>
    public required string DecisionRule { get; init; }

    /// <summary>The confusion matrix of the model's own decisions.</summary>
    public required ConfusionCounts Counts { get; init; }

    /// <summary>
    /// Every metric of <see cref="ClassificationMetric.All"/>, F0.5 and F2, of the model's own decisions and at the threshold that is
    /// best for it.
    /// </summary>
    public required IReadOnlyList<ImbalanceMetric> Metrics { get; init; }

    /// <summary>
    /// What thresholds make of the rows, from all rows predicted positive to none, ascending: every one that matters or, where these
    /// are many, about 200 of them, with the ends and the best ones of all metrics.
    /// </summary>
    public required IReadOnlyList<ImbalanceCurvePoint> Curve { get; init; }

    /// <summary>Whether the model gave no score, so that thresholds are of probabilities.</summary>
    public required bool IsOfProbability { get; init; }

    /// <summary>Where scores are cut without tuning: 0, or 0.5 for a probability.</summary>
    public double UsualThreshold => ThresholdColumns.Usual(IsOfProbability);

    /// <summary>The chance that a positive row has the higher score than a negative one, equal scores counting half.</summary>
    public required double AreaUnderRocCurve { get; init; }

    /// <summary>
    /// The mean precision over all recalls, in steps and rows of equal scores at once (average precision). ML.NET joins the points by
    /// lines, which gives a slightly different figure. A model without skill gets the share of positive rows.
    /// </summary>
    public required double AreaUnderPrecisionRecallCurve { get; init; }

    /// <summary>How well the probabilities keep what they promise; null where there is no column of them.</summary>
    public required ImbalanceCalibration? Calibration { get; init; }

    /// <summary>The share of positive rows, by weight.</summary>
    public double PositiveRate => Counts.Positives / Counts.Total;

    /// <summary>The classes and the model's own decisions, in a sentence.</summary>
    public string Summary =>
        $"{ReportNumber.Format(PositiveCount)} of {ReportNumber.Format(RowCount)} rows are positive, {ReportNumber.Format(ImbalanceRatio)} to 1; " +
        $"F1 {ReportNumber.Format(ClassificationMetric.F1.Evaluate(Counts))} and " +
        $"MCC {ReportNumber.Format(ClassificationMetric.MatthewsCorrelation.Evaluate(Counts))} by {DecisionRule}.";

    /// <summary>Another metric of the model's own decisions.</summary>
    /// <param name="metric">The metric.</param>
    public double Of(ClassificationMetric metric)
    {
        ArgumentNullException.ThrowIfNull(metric);
        return metric.Evaluate(Counts);
    }

    private protected override Report MakePage() => ImbalancePage.Make(this);
}
