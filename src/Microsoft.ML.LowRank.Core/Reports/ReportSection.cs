namespace Microsoft.ML.LowRank.Reports;

/// <summary>
/// A part of a report: a heading, a short paragraph or null, and the tables, charts and notes that the paragraph is about.
/// </summary>
internal sealed record ReportSection(string Heading, string? Text, params IReadOnlyList<IReportBlock> Blocks)
{
    internal void WriteText(TextPage page)
    {
        page.Heading(Heading, '-');
        if (Text is not null)
            page.Paragraph(Text);
        foreach (var block in Blocks)
            block.WriteText(page);
    }

    internal void WriteHtml(HtmlWriter page)
    {
        page.Begin("section");
        page.Text("h2", Heading, ("dir", "auto"));
        if (Text is not null)
            page.Text("p", Text, ("dir", "auto"));
        foreach (var block in Blocks)
            block.WriteHtml(page);
        page.End();
    }
}
