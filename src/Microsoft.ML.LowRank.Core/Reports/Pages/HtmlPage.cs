namespace Microsoft.ML.LowRank.Reports;

/// <summary>The document around the sections of a report.</summary>
internal static class HtmlPage
{
    public static void Write(HtmlWriter page, Report report)
    {
        page.Doctype();
        page.Begin("html", ("lang", "en"));
        page.Begin("head");
        page.Empty("meta", ("charset", "utf-8"));
        page.Empty("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1"));
        page.Empty("meta", ("name", "color-scheme"), ("content", "light dark"));
        page.Text("title", report.Title);
        page.Style(HtmlStyle.Sheet);
        page.End();
        page.Begin("body");
        page.Begin("main");
        WriteHeader(page, report);
        foreach (var section in report.Sections)
            section.WriteHtml(page);
        page.End();
        page.End();
        page.End();
    }

    private static void WriteHeader(HtmlWriter page, Report report)
    {
        page.Begin("header");
        page.Text("h1", report.Title, ("dir", "auto"));
        if (report.Subtitle is not null)
            page.Text("p", report.Subtitle, ("class", "subtitle"), ("dir", "auto"));
        if (report.Details.Count > 0)
        {
            page.Begin("dl");
            foreach (var detail in report.Details)
            {
                page.Begin("div");
                page.Text("dt", detail.Label, ("dir", "auto"));
                page.Text("dd", detail.Value.Format(), ("dir", "auto"));
                page.End();
            }
            page.End();
        }
        page.End();
    }
}
