namespace Microsoft.ML.LowRank.Reports;

/// <summary>A table in a console: columns as wide as their widest cell, numbers aligned right.</summary>
internal static class TableText
{
    /// <summary>One long name must not push the numbers of all rows out of sight.</summary>
    private const int WidestCell = 48;

    private const string Gap = "  ";

    public static void Write(TextPage page, ReportTable table)
    {
        page.Paragraph(table.Caption);
        var columns = FormattedColumn.Of(table);
        bool marked = columns.Any(column => column.Best.Contains(true));
        var texts = columns.Select((column, j) => Column(table.Columns[j].Label, column)).ToArray();
        for (int i = 0; i < table.Rows.Count + 2; i++)
            page.Line(string.Join(Gap, texts.Select(text => text[i])));
        if (marked)
            page.Line("* best of its column");
        page.Gap();
    }

    /// <summary>Header, rule and cells, all of one width. A column with a best value has a place for its mark.</summary>
    private static string[] Column(string header, FormattedColumn column)
    {
        bool marked = column.Best.Contains(true);
        string[] cells = [.. column.Cells.Select((cell, i) => Short(cell) + (marked ? column.Best[i] ? "*" : " " : ""))];
        string first = Short(header) + (marked && column.Numeric ? " " : "");
        int width = Math.Max(TextMeasure.Cells(first), cells.Select(TextMeasure.Cells).DefaultIfEmpty().Max());
        string Pad(string text)
        {
            string space = new(' ', width - TextMeasure.Cells(text));
            return column.Numeric ? space + text : text + space;
        }
        return [Pad(first), new string('-', width), .. cells.Select(Pad)];
    }

    private static string Short(string text) =>
        ReportText.Shorten(ReportText.Clean(text), WidestCell, part => TextMeasure.Cells(part));
}
