using Microsoft.ML.LowRank.Reports;

namespace Microsoft.ML.LowRank.Samples.Ctr;

/// <summary>The epochs of a training as a part of a report.</summary>
internal static class LearningCurves
{
    public static ReportSection Section(NetworkTrainingReport report)
    {
        double[] numbers = [.. report.Epochs.Select(epoch => (double)epoch.Number)];
        var epochs = new ChartAxis("Epoch") { WholeNumbers = true };
        ChartMarker[] kept = report.BestEpoch > 0 ? [new ChartMarker(report.BestEpoch, "kept")] : [];
        ChartSeries Series(string name, Func<TrainingEpoch, double> value) => new(name, numbers, [.. report.Epochs.Select(value)]);
        var blocks = new List<IReportBlock>
        {
            new LineChart("Loss", epochs, new ChartAxis("Log loss"),
                Series("Training rows, as they are trained", epoch => epoch.TrainingLoss), Series("Validation rows", epoch => epoch.ValidationLoss))
            {
                Markers = kept,
            },
        };
        if (report.Epochs.Any(epoch => !double.IsNaN(epoch.ValidationAreaUnderCurve)))
            blocks.Add(new LineChart("Area under the curve", epochs, new ChartAxis("AUC"),
                Series("Validation rows", epoch => epoch.ValidationAreaUnderCurve))
            {
                Markers = kept,
            });
        return new ReportSection("Learning curves",
            "When an epoch is not better than the best one the learning rate falls; after two of these in a row training ends, and the weights of the best epoch are kept.",
            [Table(report), .. blocks]);
    }

    private static ReportTable Table(NetworkTrainingReport report) => new("Epochs",
        [
            new ReportColumn("Epoch"),
            new ReportColumn("Training loss") { Best = BestValue.Lowest },
            new ReportColumn("Validation loss") { Best = BestValue.Lowest },
            new ReportColumn("Validation AUC") { Best = BestValue.Highest },
            new ReportColumn("Rate"),
            new ReportColumn("Rows/s"),
        ],
        [.. report.Epochs.Select(epoch => new ReportRow(
            epoch.Number, epoch.TrainingLoss, epoch.ValidationLoss, epoch.ValidationAreaUnderCurve, epoch.LearningRate,
            Math.Round(epoch.RowsPerSecond))
        {
            Emphasis = epoch.Number == report.BestEpoch ? RowEmphasis.Strong : RowEmphasis.None,
        })]);
}
