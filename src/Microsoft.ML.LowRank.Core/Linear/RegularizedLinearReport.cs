using Microsoft.ML.LowRank.Linear;
using Microsoft.ML.LowRank.Reports;

namespace Microsoft.ML.LowRank;

/// <summary>How the penalty of a <see cref="RegularizedLinearModel"/> was chosen.</summary>
public sealed class RegularizedLinearReport : PrintableReport
{
    internal RegularizedLinearReport()
    {
    }

    /// <summary>Name of the error: <c>RMSE</c> or <c>log loss</c>.</summary>
    public string ErrorName { get; internal init; } = "";

    /// <summary>Rows with a positive weight.</summary>
    public long RowCount { get; internal init; }

    /// <summary>Passes over the rows, also where they were kept in memory.</summary>
    public int PassCount { get; internal init; }

    /// <summary>One path per share of the magnitude penalty.</summary>
    public IReadOnlyList<PenaltyPath> Paths { get; internal init; } = [];

    /// <summary>Index in <see cref="Paths"/> of the path that the model was taken from.</summary>
    public int ChosenPath { get; internal init; }

    /// <summary>One sentence: the kind, its penalty and its error.</summary>
    public string Summary
    {
        get
        {
            var path = Paths[ChosenPath];
            int used = path.Coefficients[path.ChosenIndex].Count(w => w != 0);
            return $"{path.Name} with a penalty of {ReportNumber.Format(path.Penalties[path.ChosenIndex])}: {used} of " +
                $"{path.FeatureNames.Count} features, {ErrorName} {ReportNumber.Format(path.Errors[path.ChosenIndex])} in cross-validation.";
        }
    }

    private protected override Report MakePage() => RegularizedLinearPage.Make(this);
}
