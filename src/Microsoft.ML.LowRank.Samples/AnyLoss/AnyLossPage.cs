using Microsoft.ML.LowRank.Reports;

namespace Microsoft.ML.LowRank.Samples.AnyLoss;

/// <summary>A run of the verb as tables and charts.</summary>
internal static class AnyLossPage
{
    /// <summary>What decisions are compared by.</summary>
    public static IReadOnlyList<ClassificationMetric> Metrics { get; } =
    [
        ClassificationMetric.F1, ClassificationMetric.MatthewsCorrelation, ClassificationMetric.GeometricMean, ClassificationMetric.BalancedAccuracy,
        ClassificationMetric.Precision, ClassificationMetric.Recall,
    ];

    public static Report Make(AnyLossRun run, AnyLossSettings settings) => new($"Training on {settings.Metric}")
    {
        Subtitle = run.Report.Summary,
        Details = [new("Data", run.Data.Source), new("Training rows", run.TrainingCount), new("Test rows", run.TestCount)],
        Sections =
        [
            new ReportSection("On the test rows", "Every model decides by its own rule: a probability above one half, a tuned threshold, or the one it was trained for.",
                new ReportTable("Decisions",
                    [new("Model"), .. Metrics.Select(metric => new ReportColumn(metric.Name) { Best = BestValue.Highest })],
                    [.. run.Results.Select(result => new ReportRow([result.Name, .. Metrics.Select(metric => (ReportCell)result.Evaluation.Of(metric))]))])),
            .. run.Report.Page.Sections.Select(section => section with { Heading = $"{run.Results[^1].Name}: {section.Heading}" }),
        ],
    };
}
