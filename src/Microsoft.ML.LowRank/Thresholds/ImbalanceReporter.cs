using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Metrics;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.LowRank.Thresholds;

/// <summary>Reads scored rows once and makes an <see cref="ImbalanceReport"/> of them.</summary>
internal static class ImbalanceReporter
{
    private const int CurvePoints = 200;
    private const int Bins = 10;

    private static readonly ClassificationMetric[] Metrics =
        [.. ClassificationMetric.All, ClassificationMetric.FBeta(0.5), ClassificationMetric.FBeta(2)];

    public static ImbalanceReport Report(IHostEnvironment environment, IDataView scored, ThresholdColumns columns, string label, string? weight)
    {
        bool isOfProbability = columns.IsOfProbability(scored.Schema);
        var source = columns.FindSource(scored.Schema, isOfProbability);
        DataViewSchema.Column? decision = scored.Schema.GetColumnOrNull(columns.PredictedLabel) == null
            ? null : ClassReader.Find(scored.Schema, columns.PredictedLabel, "predicted label");
        DataViewSchema.Column? probability = scored.Schema.GetColumnOrNull(columns.Probability) == null
            ? null : MetricEvaluator.FindSingle(scored.Schema, columns.Probability, "probability");
        var rows = new JudgedRows(environment, label, weight);
        rows.Read(scored, source, decision, probability);
        rows.RequireBothClasses("report on", "imbalance can be reported");

        float usual = ThresholdColumns.Usual(isOfProbability);
        float[] scores = rows.Scores(), labels = rows.Labels(), weights = rows.Weights();
        var cuts = ThresholdCuts.Of(scores, labels, weights);
        var counts = decision == null ? rows.CountAt(usual) : rows.CountDecisions();
        var best = Array.ConvertAll(Metrics, metric => cuts.Best(metric, usual));
        return new ImbalanceReport
        {
            RowCount = rows.Count,
            PositiveCount = rows.PositiveCount,
            DecisionRule = decision is { } column ? $"column '{column.Name}'" : FormattableString.Invariant($"'{source.Name}' > {usual}"),
            Counts = counts,
            Metrics = [.. Metrics.Zip(best, (metric, found) => new ImbalanceMetric(
                metric.Name, metric.Evaluate(counts), cuts.All[found.Place].Threshold, found.Value, cuts.All[found.Place].Counts))],
            Curve = [.. cuts.Thin(CurvePoints, best.Select(found => found.Place))
                .Select(place => new ImbalanceCurvePoint(cuts.All[place].Threshold, cuts.All[place].Counts))],
            IsOfProbability = isOfProbability,
            AreaUnderRocCurve = BinaryMetrics.AreaUnderCurve(scores, labels, weights),
            AreaUnderPrecisionRecallCurve = cuts.AveragePrecision(),
            Calibration = probability == null ? null : Calibrate(rows.LogOdds(), labels, weights),
        };
    }

    private static ImbalanceCalibration Calibrate(float[] logOdds, float[] labels, float[] weights)
    {
        var bins = BinaryMetrics.CalibrationBins(logOdds, labels, weights, Bins);
        return new ImbalanceCalibration(
            bins, BinaryMetrics.ExpectedCalibrationError(bins), BinaryMetrics.CalibrationRatio(logOdds, labels, weights));
    }
}
