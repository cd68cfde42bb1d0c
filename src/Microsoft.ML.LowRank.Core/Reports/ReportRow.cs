namespace Microsoft.ML.LowRank.Reports;

/// <summary>A row of a table. A list of cells is a row without emphasis.</summary>
internal sealed record ReportRow(params IReadOnlyList<ReportCell> Cells)
{
    public RowEmphasis Emphasis { get; init; }
}
