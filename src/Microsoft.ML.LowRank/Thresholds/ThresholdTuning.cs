using Microsoft.ML.LowRank.Metrics;

namespace Microsoft.ML.LowRank.Thresholds;

/// <summary>Chooses the threshold on scored rows.</summary>
internal static class ThresholdTuning
{
    private const int CurvePoints = 200;

    /// <param name="rows">Rows that were scored.</param>
    /// <param name="metric">What is wanted to be large.</param>
    /// <param name="usual">The threshold that is used without tuning.</param>
    /// <param name="folds">Folds by which the rows were scored, or null where they came scored.</param>
    /// <exception cref="InvalidOperationException">No threshold can be chosen on the rows.</exception>
    public static ThresholdReport Run(JudgedRows rows, ClassificationMetric metric, float usual, int? folds = null)
    {
        rows.RequireBothClasses("choose a threshold on", "a threshold can be chosen");
        var cuts = ThresholdCuts.Of(rows.Scores(), rows.Labels(), rows.Weights());
        var (best, value) = cuts.Best(metric, usual);
        if (double.IsNaN(value))
            throw new InvalidOperationException($"The metric '{metric.Name}' is not a number at any threshold; check its divisions, roots and logarithms.");
        var usualCounts = rows.CountAt(usual);
        return new ThresholdReport
        {
            MetricName = metric.Name,
            Threshold = cuts.All[best].Threshold,
            Value = value,
            Counts = cuts.All[best].Counts,
            UsualThreshold = usual,
            UsualValue = metric.Evaluate(usualCounts),
            UsualCounts = usualCounts,
            RowCount = rows.Count,
            NumberOfFolds = folds,
            Curve = [.. cuts.Thin(CurvePoints - 1, [best]).Select(place => cuts.All[place])
                .Select(cut => new ThresholdCurvePoint(cut.Threshold, metric.Evaluate(cut.Counts), cut.Counts))],
        };
    }
}
