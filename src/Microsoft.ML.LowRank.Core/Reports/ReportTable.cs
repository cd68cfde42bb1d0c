namespace Microsoft.ML.LowRank.Reports;

/// <summary>A table whose rows all have a cell for every column. The first column names the rows.</summary>
internal sealed record ReportTable : IReportBlock
{
    /// <exception cref="ArgumentException">A row has more or fewer cells than there are columns, or there are none.</exception>
    public ReportTable(string caption, IReadOnlyList<ReportColumn> columns, params IReadOnlyList<ReportRow> rows)
    {
        if (columns.Count == 0)
            throw new ArgumentException($"The table '{caption}' has no columns.", nameof(columns));
        for (int i = 0; i < rows.Count; i++)
            if (rows[i].Cells.Count != columns.Count)
                throw new ArgumentException(
                    $"Row {i} of the table '{caption}' has {rows[i].Cells.Count} cells for {columns.Count} columns.",
                    nameof(rows));
        Caption = caption;
        Columns = columns;
        Rows = rows;
    }

    public string Caption { get; }

    public IReadOnlyList<ReportColumn> Columns { get; }

    public IReadOnlyList<ReportRow> Rows { get; }

    public void WriteText(TextPage page) => TableText.Write(page, this);

    public void WriteHtml(HtmlWriter page) => TableHtml.Write(page, this);
}
