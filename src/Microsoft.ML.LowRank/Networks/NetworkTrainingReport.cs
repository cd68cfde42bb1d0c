using Microsoft.ML.LowRank.Data;
using Microsoft.ML.LowRank.Networks;
using Microsoft.ML.LowRank.Reports;
using Microsoft.ML.LowRank.Training;

namespace Microsoft.ML.LowRank;

/// <summary>How the training of a network went.</summary>
public sealed class NetworkTrainingReport : PrintableReport
{
    private NetworkTrainingReport()
    {
    }

    /// <summary>Every pass over the training rows.</summary>
    public IReadOnlyList<TrainingEpoch> Epochs { get; private init; } = [];

    /// <summary>Number of the epoch whose weights were kept; 0 when training ended before the first was complete.</summary>
    public int BestEpoch { get; private init; }

    /// <summary>What epochs were judged by, <c>AUC</c> or <c>loss</c>; null without a validation part.</summary>
    public string? MetricName { get; private init; }

    /// <summary>
    /// The metric that the network was trained on, of its decisions on the validation part; on the training rows where that is missing or has
    /// one class only. Null where it was trained on something else, and for several classes, of which <see cref="MetricValue"/> tells.
    /// </summary>
    public MetricEvaluation? Metric { get; private init; }

    /// <summary>The value of that metric, of several classes the mean; NaN where the network was trained on something else.</summary>
    public double MetricValue { get; private init; } = double.NaN;

    /// <summary>
    /// What became of a network that predicted one class for all rows when training on a metric ended: where its threshold was moved, or what
    /// to try. Null where nothing of the kind happened.
    /// </summary>
    public string? Collapse { get; private init; }

    /// <summary>Rows that were trained on.</summary>
    public long RowCount { get; private init; }

    /// <summary>Values that were learned. A network that was compressed then has fewer.</summary>
    public long ParameterCount { get; private init; }

    /// <summary>Whether the fit was cancelled, in training or in compression; then the best weights so far were kept.</summary>
    public bool IsPartial { get; private init; }

    /// <summary>How the trained network was compressed; null where that was not asked for, or the fit was cancelled before.</summary>
    public NetworkCompressionReport? Compression { get; private init; }

    /// <summary>The name of the metric that was trained on, or null.</summary>
    internal string? MetricTrained { get; private init; }

    /// <summary>Every matrix of the network as it was trained.</summary>
    internal IReadOnlyList<NetworkLayer> Layers { get; private init; } = [];

    /// <summary>One sentence: epochs, the best of them, and its metric.</summary>
    public string Summary
    {
        get
        {
            if (BestEpoch == 0)
                return $"Training was ended before its first epoch was complete; {ParameterCount:N0} parameters.";
            var best = Epochs[BestEpoch - 1];
            string metric = MetricName switch
            {
                null => $"training loss {ReportNumber.Format(best.TrainingLoss)}",
                "AUC" => $"AUC {ReportNumber.Format(best.ValidationAreaUnderCurve)} and loss {ReportNumber.Format(best.ValidationLoss)} on the validation part",
                _ => $"loss {ReportNumber.Format(best.ValidationLoss)} on the validation part",
            };
            return $"{Epochs.Count} {(Epochs.Count == 1 ? "epoch" : "epochs")} over {RowCount:N0} rows; epoch {BestEpoch} was kept: {metric}{(MetricTrained is null ? "" : $"; {MetricTrained} of its decisions {ReportNumber.Format(MetricValue)}")}.";
        }
    }

    private protected override Report MakePage() => NetworkTrainingPage.Make(this);

    internal static NetworkTrainingReport Of(NetworkFit.Result result, FitReporter reporter)
    {
        var training = result.Training;
        var report = new NetworkTrainingReport
        {
            Epochs = [.. training.Epochs],
            BestEpoch = training.Epochs.LastOrDefault(epoch => epoch.IsBest)?.Number ?? 0,
            MetricName = training.MetricName,
            RowCount = result.Rows,
            ParameterCount = result.Trained.Parameters.All.Sum(parameter => parameter.Tensor.Count),
            Layers = NetworkLayer.Of(result.Trained.Parameters),
            IsPartial = result.IsPartial,
            Compression = result.Compression,
            Metric = result.Outcome is { Counts: { } counts } two ? new MetricEvaluation(two.Decision.MetricName, two.Value, counts, two.Rows) : null,
            MetricValue = result.Outcome?.Value ?? double.NaN,
            MetricTrained = result.Outcome?.Decision.MetricName,
            Collapse = result.Outcome?.Collapse,
        };
        if (training.End == PassEnd.Stopped)
            reporter.Warning("The fit was cancelled; the best weights so far are returned.");
        if (training.End == PassEnd.Diverged)
            reporter.Warning($"The loss was not finite in epoch {training.Epochs.Count + 1}; the weights of epoch {report.BestEpoch} are returned.");
        if (report.Collapse is { } collapse)
            reporter.Warning(collapse);
        reporter.Info(report.Summary);
        if (report.Compression is { } compression)
            reporter.Info(compression.Summary);
        if (report.Compression is { IsPartial: true })
            reporter.Warning("The fit was cancelled while the compressed network was trained; the best weights so far are returned.");
        reporter.Finish(result.Rows);
        return report;
    }
}
