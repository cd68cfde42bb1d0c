using System.Globalization;
using Microsoft.ML.LowRank.Reports;

namespace Microsoft.ML.LowRank.Networks;

/// <summary>A <see cref="NetworkTrainingReport"/> as tables and charts.</summary>
internal static class NetworkTrainingPage
{
    private const string Area = "AUC";

    public static Report Make(NetworkTrainingReport report) => new("Training of a network")
    {
        Subtitle = report.Summary,
        Details =
        [
            new("Training rows", report.RowCount),
            new("Parameters", report.ParameterCount),
            new("Epoch that was kept", report.BestEpoch == 0 ? "none was complete" : report.BestEpoch),
            new("Judged by", report.MetricName is { } metric ? $"{metric} of the validation part" : "nothing: no validation part"),
            .. report.MetricTrained is { } trained ? [new(trained, report.MetricValue)] : Array.Empty<ReportDetail>(),
            .. report.Collapse is { } collapse ? [new("Collapse", collapse)] : Array.Empty<ReportDetail>(),
            .. report.IsPartial ? [new("Ended by", "cancellation")] : Array.Empty<ReportDetail>(),
            .. report.Compression is { } compression ? [new("Compressed", compression.Summary)] : Array.Empty<ReportDetail>(),
        ],
        Sections =
        [
            .. report.Epochs.Count > 0 ? [Epochs(report)] : Array.Empty<ReportSection>(),
            Layers(report),
            .. report.Compression?.Page.Sections ?? [],
        ],
    };

    private static ReportSection Epochs(NetworkTrainingReport report)
    {
        bool isJudged = report.MetricName is not null, hasArea = HasArea(report);
        var columns = new List<ReportColumn> { new("Epoch"), new("Training loss") { Digits = 6 } };
        if (isJudged)
            columns.Add(new ReportColumn("Validation loss") { Best = report.MetricName == Area ? BestValue.None : BestValue.Lowest, Digits = 6 });
        if (hasArea)
            columns.Add(new ReportColumn(Area) { Best = report.MetricName == Area ? BestValue.Highest : BestValue.None, Digits = 6 });
        columns.AddRange([new ReportColumn("Learning rate"), new ReportColumn("Rows per second")]);
        var rows = report.Epochs.Select(epoch => new ReportRow([.. Cells(epoch, isJudged, hasArea)])
        {
            Emphasis = epoch.Number == report.BestEpoch ? RowEmphasis.Strong : RowEmphasis.None,
        });
        var blocks = new List<IReportBlock> { new ReportTable("Passes over the training rows", columns, [.. rows]) };
        blocks.Add(Curves("Loss", report, [("training", e => e.TrainingLoss), .. Validation(isJudged)]));
        if (hasArea)
            blocks.Add(Curves(Area, report, [("validation", e => e.ValidationAreaUnderCurve)]));
        return new ReportSection("Epochs",
            isJudged ? "The training loss is the mean over the pass, while weights change; the validation part is judged after it."
                : "The training loss is the mean over the pass, while weights change. Nothing judged the epochs, so the last was kept.",
            blocks);
    }

    private static IEnumerable<ReportCell> Cells(TrainingEpoch epoch, bool isJudged, bool hasArea)
    {
        yield return epoch.Number.ToString(CultureInfo.InvariantCulture);
        yield return epoch.TrainingLoss;
        if (isJudged)
            yield return epoch.ValidationLoss;
        if (hasArea)
            yield return epoch.ValidationAreaUnderCurve;
        yield return epoch.LearningRate;
        yield return Math.Round(epoch.RowsPerSecond);
    }

    private static IEnumerable<(string, Func<TrainingEpoch, double>)> Validation(bool isJudged)
        => isJudged ? [("validation", epoch => epoch.ValidationLoss)] : [];

    private static LineChart Curves(
        string title, NetworkTrainingReport report, params IEnumerable<(string Name, Func<TrainingEpoch, double> Value)> curves)
    {
        double[] numbers = [.. report.Epochs.Select(epoch => (double)epoch.Number)];
        return new LineChart($"{title} by epoch", new ChartAxis("Epoch") { WholeNumbers = true }, new ChartAxis(title),
            [.. curves.Select(curve => new ChartSeries(curve.Name, numbers, [.. report.Epochs.Select(curve.Value)]))])
        {
            Markers = [new ChartMarker(report.BestEpoch, "kept")],
        };
    }

    private static ReportSection Layers(NetworkTrainingReport report) => new("Layers",
        "Tables have a row per category and are looked up; the other matrices are multiplied." +
            (report.Compression is null ? "" : " These are the matrices before they were compressed."),
        new ReportTable("Matrices of the network",
            [new("Name"), new("Kind"), new("Rows"), new("Columns"), new("Parameters"), new("Size") { Unit = "bytes" }],
            [.. report.Layers.Select(layer => new ReportRow(
                layer.Name, layer.IsTable ? "table" : "matrix", layer.Rows, layer.Columns, layer.Parameters, layer.Bytes))]));

    private static bool HasArea(NetworkTrainingReport report)
        => report.Epochs.Any(epoch => double.IsFinite(epoch.ValidationAreaUnderCurve));
}
