namespace Microsoft.ML.LowRank.Reports;

/// <summary>Remarks set apart from the text: what was left out, what to be careful about.</summary>
internal sealed record ReportNotes(params IReadOnlyList<string> Lines) : IReportBlock
{
    public void WriteText(TextPage page)
    {
        foreach (string line in Lines)
            page.Item(line);
        page.Gap();
    }

    public void WriteHtml(HtmlWriter page)
    {
        if (Lines.Count == 0)
            return;
        page.Begin("ul", ("class", "notes"));
        foreach (string line in Lines)
            page.Text("li", line, ("dir", "auto"));
        page.End();
    }
}
