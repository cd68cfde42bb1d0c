namespace Microsoft.ML.LowRank.Reports;

/// <summary>A table in HTML. A wide one scrolls in its own box, which the keyboard can reach.</summary>
internal static class TableHtml
{
    public static void Write(HtmlWriter page, ReportTable table)
    {
        var columns = FormattedColumn.Of(table);
        page.Begin("div", ("class", "scroll"), ("role", "region"), ("tabindex", "0"), ("aria-label", table.Caption));
        page.Begin("table");
        page.Text("caption", table.Caption, ("dir", "auto"));
        page.Begin("thead");
        page.Begin("tr");
        for (int j = 0; j < columns.Length; j++)
            WriteHeader(page, table.Columns[j], columns[j]);
        page.End();
        page.End();
        page.Begin("tbody");
        for (int i = 0; i < table.Rows.Count; i++)
            WriteRow(page, columns, i, table.Rows[i].Emphasis);
        page.End();
        page.End();
        page.End();
    }

    private static void WriteHeader(HtmlWriter page, ReportColumn column, FormattedColumn cells)
    {
        page.Begin("th", ("scope", "col"), Class(cells.Numeric ? "number" : ""));
        page.Text("bdi", column.Header);
        if (column.Unit is not null)
            page.Text("span", $" ({column.Unit})", ("class", "unit"));
        page.End();
    }

    private static void WriteRow(HtmlWriter page, FormattedColumn[] columns, int row, RowEmphasis emphasis)
    {
        page.Begin("tr", Class(emphasis switch { RowEmphasis.Strong => "strong", RowEmphasis.Muted => "muted", _ => "" }));
        for (int j = 0; j < columns.Length; j++)
        {
            string text = columns[j].Cells[row];
            var kind = Class(columns[j].Numeric ? "number" : "");
            page.Begin(j == 0 ? "th" : "td", j == 0 ? ("scope", "row") : default, kind);
            if (columns[j].Best[row])
                page.Text("strong", text, ("class", "best"), ("title", "Best of its column"));
            else
                page.Text("bdi", text);
            page.End();
        }
        page.End();
    }

    /// <summary>The attribute, or none for no class.</summary>
    private static (string, string) Class(string name) => name.Length == 0 ? default : ("class", name);
}
