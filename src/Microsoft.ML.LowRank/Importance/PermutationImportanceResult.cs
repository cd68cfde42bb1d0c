using Microsoft.ML.LowRank.Importance;
using Microsoft.ML.LowRank.Reports;

namespace Microsoft.ML.LowRank;

/// <summary>What the input columns of a model are worth, the most important ones first.</summary>
public sealed class PermutationImportanceResult
{
    private readonly Lazy<Report> _page;

    internal PermutationImportanceResult() => _page = new Lazy<Report>(() => PermutationImportancePage.Make(this));

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

    /// <summary>The result as text, with an aligned table.</summary>
    public override string ToString() => _page.Value.ToText();

    /// <summary>Writes the result as one HTML file with a chart, which refers to nothing outside of it.</summary>
    /// <param name="writer">Must encode as UTF-8. It is not closed.</param>
    public void WriteHtml(TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        _page.Value.WriteHtml(writer);
    }

    /// <summary>Writes the result as one HTML file with a chart, which refers to nothing outside of it.</summary>
    /// <param name="path">The file to write or to replace.</param>
    public void SaveHtml(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var writer = new StreamWriter(path);
        WriteHtml(writer);
    }
}
