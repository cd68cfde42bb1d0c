using Microsoft.ML.LowRank.Reports;

namespace Microsoft.ML.LowRank.Thresholds;

/// <summary>A <see cref="ThresholdReport"/> as a table and a chart.</summary>
internal static class ThresholdPage
{
    public static Report Make(ThresholdReport report) => new("Tuned threshold")
    {
        Subtitle = report.Summary,
        Details =
        [
            new("Metric", report.MetricName),
            new("Rows", report.RowCount),
            .. report.NumberOfFolds is { } folds ? [new("Folds, each scored by a model of the others", folds)] : Array.Empty<ReportDetail>(),
        ],
        Sections =
        [
            new ReportSection("Threshold", "A row is predicted positive when its score is above the threshold.", Table(report), Chart(report)),
        ],
    };

    private static ReportTable Table(ThresholdReport report)
    {
        ReportRow Row(string name, double threshold, double value, ConfusionCounts counts) => new(
            name, threshold, value, counts.TruePositives, counts.FalseNegatives, counts.FalsePositives, counts.TrueNegatives);
        return new ReportTable("The chosen threshold and the usual one, rows by weight",
            [
                new ReportColumn("Which"), new ReportColumn("Threshold") { Digits = 6 }, new ReportColumn(report.MetricName),
                new ReportColumn("True positives"), new ReportColumn("False negatives"), new ReportColumn("False positives"), new ReportColumn("True negatives"),
            ],
            Row("usual", report.UsualThreshold, report.UsualValue, report.UsualCounts),
            Row("chosen", report.Threshold, report.Value, report.Counts) with { Emphasis = RowEmphasis.Strong });
    }

    private static LineChart Chart(ThresholdReport report) => new($"{report.MetricName} against the threshold",
        new ChartAxis("Threshold"), new ChartAxis(report.MetricName),
        new ChartSeries(report.MetricName, [.. report.Curve.Select(point => point.Threshold)], [.. report.Curve.Select(point => point.Value)]),
        new ChartSeries("chosen", [report.Threshold], [report.Value]) { Style = SeriesStyle.Points })
    {
        Markers = [new ChartMarker(report.Threshold, "chosen"), new ChartMarker(report.UsualThreshold, "usual")],
    };
}
