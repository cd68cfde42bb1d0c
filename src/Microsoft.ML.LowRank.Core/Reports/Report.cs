using System.Globalization;

namespace Microsoft.ML.LowRank.Reports;

/// <summary>
/// What a feature has to say about its work, as a value: for the console as text, for a reader as one HTML file that
/// needs nothing else. Neither depends on the culture.
/// </summary>
/// <param name="Title">What the report is about.</param>
internal sealed record Report(string Title)
{
    /// <summary>One sentence that sums the report up, or null.</summary>
    public string? Subtitle { get; init; }

    /// <summary>Facts about the run, as its rows, its seed and its time.</summary>
    public IReadOnlyList<ReportDetail> Details { get; init; } = [];

    /// <summary>The report proper, in reading order.</summary>
    public IReadOnlyList<ReportSection> Sections { get; init; } = [];

    /// <summary>Plain text with aligned tables. Of a chart only the title is told.</summary>
    public string ToText()
    {
        var page = new TextPage();
        page.Heading(Title, '=');
        if (Subtitle is not null)
            page.Paragraph(Subtitle);
        page.Pairs([.. Details.Select(detail => (detail.Label, detail.Value.Format()))]);
        foreach (var section in Sections)
            section.WriteText(page);
        return page.ToString();
    }

    /// <summary>Writes the whole HTML file: no script, no reference to anything outside of it.</summary>
    /// <param name="writer">Must encode as UTF-8, as the file says it does. It is not closed.</param>
    public void WriteHtml(TextWriter writer)
    {
        using var page = new HtmlWriter(writer);
        HtmlPage.Write(page, this);
    }

    /// <summary>The file that <see cref="WriteHtml"/> writes.</summary>
    public string ToHtml()
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        WriteHtml(writer);
        return writer.ToString();
    }

    /// <summary>The same as <see cref="ToText"/>.</summary>
    public override string ToString() => ToText();
}
