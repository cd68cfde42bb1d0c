using Microsoft.ML.LowRank.Reports;
using Microsoft.ML.LowRank.Stacking;

namespace Microsoft.ML.LowRank;

/// <summary>How a stack came about: which models were kept and why, what every stage is worth, and what it is compared with.</summary>
/// <remarks>All errors are on rows that the judged models had not seen.</remarks>
public sealed class StackingReport : PrintableReport
{
    internal StackingReport()
    {
    }

    /// <summary>What is predicted.</summary>
    public PredictionTask Task { get; internal init; }

    /// <summary>Name of the error: <c>RMSE</c> or <c>log loss</c>.</summary>
    public string ErrorName { get; internal init; } = "";

    /// <summary>Rows with a positive weight and all predictions.</summary>
    public long RowCount { get; internal init; }

    /// <summary>Passes over the rows of base predictions, or over what was made of them and kept in memory.</summary>
    public int PassCount { get; internal init; }

    /// <summary>
    /// Largest over smallest eigenvalue of the correlations of all predictions; infinite when some are linearly dependent.
    /// </summary>
    public double ConditionNumberBefore { get; internal init; }

    /// <summary>The same of the predictions that were kept.</summary>
    public double ConditionNumberAfter { get; internal init; }

    /// <summary>The base models, those left out included, in their order.</summary>
    public IReadOnlyList<StackedModel> Models { get; internal init; } = [];

    /// <summary>The stages and what they are compared with; the last is the stack.</summary>
    public IReadOnlyList<StackingStage> Stages { get; internal init; } = [];

    /// <summary>The paths of penalised models on all rows; of several classes those of each.</summary>
    public IReadOnlyList<PenaltyPath> Paths { get; internal init; } = [];

    /// <summary>What should be known of the fit.</summary>
    public IReadOnlyList<string> Messages { get; internal init; } = [];

    private protected override Report MakePage() => StackingPage.Make(this);
}

/// <summary>A base model of a stack.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Error">Its own error; NaN where it could not be judged.</param>
/// <param name="IsKept">Whether the stack looks at it.</param>
/// <param name="Reason">Why it was left out, or null.</param>
/// <param name="Weight">Its weight in the stack: for classes the mean over them.</param>
/// <param name="WeightSpread">Standard deviation of its weight over the folds.</param>
public sealed record StackedModel(
    string Name, double Error, bool IsKept, string? Reason, double Weight, double WeightSpread);

/// <summary>A way to combine predictions, and its error.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsBaseline">Whether it is there to be compared with, rather than a stage of the stack.</param>
/// <param name="Error">Its error over all folds.</param>
/// <param name="ErrorSpread">Standard deviation of the errors of the folds.</param>
public sealed record StackingStage(string Name, bool IsBaseline, double Error, double ErrorSpread);
