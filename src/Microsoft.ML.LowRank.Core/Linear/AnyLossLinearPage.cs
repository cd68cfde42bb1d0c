using Microsoft.ML.LowRank.Reports;

namespace Microsoft.ML.LowRank.Linear;

/// <summary>An <see cref="AnyLossLinearReport"/> as tables.</summary>
internal static class AnyLossLinearPage
{
    public static Report Make(AnyLossLinearReport report) => new($"Linear model trained on {report.MetricName}")
    {
        Subtitle = report.Summary,
        Details =
        [
            new("Rows", report.RowCount),
            new("Share of positive rows", report.PositiveShare),
            new($"{report.MetricName} before", report.ValueBefore),
            new($"{report.MetricName} after", report.Value),
            .. report.Recovery is { } recovery ? [new("Recovery", recovery)] : Array.Empty<ReportDetail>(),
            .. report.IsPartial ? [new("Ended by", "cancellation")] : Array.Empty<ReportDetail>(),
        ],
        Sections =
        [
            new ReportSection("Training", "Before is class-weighted cross-entropy at the threshold where the metric is largest. All are of training rows.",
                new ReportTable("What was minimised", [new("Loss"), new("Steps"), new("Before") { Digits = 6 }, new("After") { Digits = 6 }],
                    [.. report.Stages.Select(stage => new ReportRow(stage.Name, stage.Iterations, stage.LossBefore, stage.LossAfter))]),
                new ReportTable("Decisions on the training rows", [new("Label"), new("Predicted positive"), new("Predicted negative")],
                [
                    new ReportRow("positive", report.Counts.TruePositives, report.Counts.FalseNegatives),
                    new ReportRow("negative", report.Counts.FalsePositives, report.Counts.TrueNegatives),
                ])),
        ],
    };
}
