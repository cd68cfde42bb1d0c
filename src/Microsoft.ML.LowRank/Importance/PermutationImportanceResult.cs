using Microsoft.ML.LowRank.Importance;
using Microsoft.ML.LowRank.Reports;

namespace Microsoft.ML.LowRank;

/// <summary>What the input columns of a model are worth, the most important ones first.</summary>
public sealed class PermutationImportanceResult : PrintableReport
{
    internal PermutationImportanceResult()
    {
    }

    /// <summary>The columns and groups, by falling mean; equal ones by name.</summary>
    public IReadOnlyList<ColumnImportance> Columns { get; internal init; } = [];

    /// <summary>The metric with all columns as they are, on the same rows.</summary>
    public double Baseline { get; internal init; }

    /// <summary>Rows that were scored each time.</summary>
    public int RowCount { get; internal init; }

    /// <summary>Rows of the data.</summary>
    public long TotalRowCount { get; internal init; }

    /// <summary>Permutations per column.</summary>
    public int Repeats { get; internal init; }

    /// <summary>Whether the metric grows as the model gets better.</summary>
    public bool HigherIsBetter { get; internal init; }

    private protected override Report MakePage() => PermutationImportancePage.Make(this);
}
