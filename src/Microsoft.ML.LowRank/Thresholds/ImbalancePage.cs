using Microsoft.ML.LowRank.Reports;

namespace Microsoft.ML.LowRank.Thresholds;

/// <summary>An <see cref="ImbalanceReport"/> as tables and charts.</summary>
internal static class ImbalancePage
{
    private static readonly ClassificationMetric[] Drawn =
        [ClassificationMetric.Precision, ClassificationMetric.Recall, ClassificationMetric.F1, ClassificationMetric.MatthewsCorrelation];

    // Precision and recall alone are best at the ends.
    private static readonly ClassificationMetric[] Marked = [ClassificationMetric.F1, ClassificationMetric.MatthewsCorrelation];

    public static Report Make(ImbalanceReport report) => new("Imbalance report")
    {
        Subtitle = report.Summary,
        Details =
        [
            new("Rows", report.RowCount),
            new("Positive rows", report.PositiveCount),
            new("Share of positive rows", report.PositiveRate),
            new("Imbalance ratio", report.ImbalanceRatio),
            new("Area under the ROC curve", report.AreaUnderRocCurve),
            new("Area under the precision-recall curve", report.AreaUnderPrecisionRecallCurve),
        ],
        Sections = [Decisions(report), Metrics(report), Thresholds(report), Calibration(report)],
    };

    private static ReportSection Decisions(ImbalanceReport report) => new("Decisions",
        $"What the model decides by itself, by {report.DecisionRule}.",
        new ReportTable("Confusion matrix, in weights of rows",
            [new ReportColumn("Class"), new ReportColumn("Predicted positive"), new ReportColumn("Predicted negative")],
            new ReportRow("positive", report.Counts.TruePositives, report.Counts.FalseNegatives),
            new ReportRow("negative", report.Counts.FalsePositives, report.Counts.TrueNegatives)));

    private static ReportSection Metrics(ImbalanceReport report) => new("Metrics",
        "Every metric of the model's own decisions, and how large a threshold of its score can make it.",
        new ReportTable("Metrics of the confusion matrix",
            [
                new ReportColumn("Metric"), new ReportColumn("As decided"), new ReportColumn("Best value (optimistic)"),
                new ReportColumn("Best threshold") { Digits = 6 },
            ],
            [.. report.Metrics.Select(metric => new ReportRow(metric.MetricName, metric.Value, metric.BestValue, metric.BestThreshold))]),
        new ReportNotes("Best thresholds were chosen on the rows that they are judged on, so their values are optimistic. " +
            "TuneThreshold chooses one on rows that the model has not learned from."));

    private static ReportSection Thresholds(ImbalanceReport report)
    {
        double[] thresholds = [.. report.Curve.Select(point => point.Threshold)];
        var best = Marked.Select(metric => report.Metrics.First(found => found.MetricName == metric.Name)).ToList();
        var byThreshold = new LineChart("Metrics against the threshold",
            new ChartAxis(report.IsOfProbability ? "Threshold of the probability" : "Threshold of the score"), new ChartAxis("Metric"),
            [
                .. Drawn.Select(metric => new ChartSeries(metric.Name, thresholds, [.. report.Curve.Select(point => point.Of(metric))])),
                new ChartSeries("best", [.. best.Select(found => found.BestThreshold)], [.. best.Select(found => found.BestValue)])
                {
                    Style = SeriesStyle.Points,
                },
            ])
        {
            Remark = "A row is predicted positive when its score is above the threshold.",
            Markers =
            [
                .. best.Select(found => new ChartMarker(found.BestThreshold, $"best {found.MetricName}")),
                new ChartMarker(report.UsualThreshold, "usual"),
            ],
        };
        return new ReportSection("Thresholds", "What other thresholds would decide. Only the order of the rows by their score matters here.",
            byThreshold, PrecisionByRecall(report));
    }

    private static LineChart PrecisionByRecall(ImbalanceReport report)
    {
        // Where nothing is predicted positive there is no precision.
        var points = report.Curve.Where(point => point.Counts.PredictedPositives > 0).ToList();
        double[] Values(ClassificationMetric metric) => [.. points.Select(point => point.Of(metric))];
        return new LineChart("Precision against recall", new ChartAxis("Recall") { From = 0, To = 1 }, new ChartAxis("Precision") { From = 0, To = 1 },
            new ChartSeries("model", Values(ClassificationMetric.Recall), Values(ClassificationMetric.Precision)),
            new ChartSeries("without skill", [0, 1], [report.PositiveRate, report.PositiveRate]) { Style = SeriesStyle.Reference });
    }

    private static ReportSection Calibration(ImbalanceReport report)
    {
        if (report.Calibration is not { } calibration)
            return new ReportSection("Calibration", null, new ReportNotes(
                "There is no column of probabilities, so there is nothing to calibrate; scores say which rows come first, and no more."));
        double[] promised = [.. calibration.Bins.Select(bin => bin.MeanProbability)], came = [.. calibration.Bins.Select(bin => bin.PositiveRate)];
        double most = promised.Concat(came).Max();
        return new ReportSection("Calibration",
            $"Expected calibration error {ReportNumber.Format(calibration.ExpectedCalibrationError)}; the probabilities sum to " +
            $"{ReportNumber.Format(calibration.Ratio)} times the positive rows. Rows in the order of their probabilities, in bins of equally many.",
            new LineChart("Predicted against observed", new ChartAxis("Predicted probability") { From = 0 }, new ChartAxis("Share of positive rows") { From = 0 },
                new ChartSeries("bins", promised, came) { Style = SeriesStyle.Points },
                new ChartSeries("as promised", [0, most], [0, most]) { Style = SeriesStyle.Reference }),
            new ReportTable("Bins",
                [
                    new ReportColumn("Bin"), new ReportColumn("Rows"), new ReportColumn("Mean probability"), new ReportColumn("Share of positive rows"),
                ],
                [.. calibration.Bins.Select((bin, i) => new ReportRow($"{i + 1}", bin.RowCount, bin.MeanProbability, bin.PositiveRate))]));
    }
}
