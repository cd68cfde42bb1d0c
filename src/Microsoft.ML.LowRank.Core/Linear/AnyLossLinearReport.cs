using Microsoft.ML.LowRank.Linear;
using Microsoft.ML.LowRank.Reports;

namespace Microsoft.ML.LowRank;

/// <summary>How a linear model was trained on a metric.</summary>
public sealed class AnyLossLinearReport : PrintableReport
{
    internal AnyLossLinearReport()
    {
    }

    /// <summary>Name of the metric.</summary>
    public string MetricName { get; internal init; } = "";

    /// <summary>Rows that were trained on.</summary>
    public long RowCount { get; internal init; }

    /// <summary>Share of the weight of the rows that is positive.</summary>
    public double PositiveShare { get; internal init; }

    /// <summary>What was minimised, one after the other.</summary>
    public IReadOnlyList<AnyLossStage> Stages { get; internal init; } = [];

    /// <summary>The metric of the decisions on the training rows.</summary>
    public double Value { get; internal init; }

    /// <summary>The same of class-weighted cross-entropy at its best threshold, where training on the metric began; NaN without a warm-up.</summary>
    public double ValueBefore { get; internal init; }

    /// <summary>The confusion matrix of the decisions on the training rows.</summary>
    public ConfusionCounts Counts { get; internal init; }

    /// <summary>
    /// What was done about a model that predicts one class for all rows, or about training that made the metric smaller; null where nothing
    /// had to be done.
    /// </summary>
    public string? Recovery { get; internal init; }

    /// <summary>Passes over all rows, with parts of them counted as such.</summary>
    public double Passes { get; internal init; }

    /// <summary>Whether the fit was cancelled; then the best weights so far were kept.</summary>
    public bool IsPartial { get; internal init; }

    /// <summary>One sentence: rows, passes and the metric.</summary>
    public string Summary => $"{MetricName} {ReportNumber.Format(Value)} on {RowCount:N0} training rows, {ReportNumber.Format(100 * PositiveShare)} % positive, " +
        $"after {ReportNumber.Format(Math.Round(Passes, 1))} passes.";

    private protected override Report MakePage() => AnyLossLinearPage.Make(this);
}

/// <summary>One function that was minimised.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Iterations">Steps.</param>
/// <param name="LossBefore">Its value at the beginning, penalty included.</param>
/// <param name="LossAfter">Its value at the end.</param>
public sealed record AnyLossStage(string Name, int Iterations, double LossBefore, double LossAfter);
