namespace Microsoft.ML.LowRank.Reports;

/// <summary>
/// What surrounds every chart: the figure, its title and remarks as HTML, and the picture with its description.
/// </summary>
internal static class ChartFigure
{
    public static void Begin(HtmlWriter page, string title, string? remark)
    {
        page.Begin("figure");
        page.Begin("figcaption");
        page.Text("strong", title, ("dir", "auto"));
        if (!string.IsNullOrEmpty(remark))
            page.Text("span", remark, ("class", "remark"), ("dir", "auto"));
        page.End();
    }

    public static void BeginPicture(HtmlWriter page, double height, string title, string description)
    {
        page.Begin(
            "svg", ("viewBox", $"0 0 {HtmlWriter.Number(ChartText.Width)} {HtmlWriter.Number(height)}"),
            ("role", "img"), ("class", "chart"));
        page.Text("title", title);
        page.Text("desc", description);
    }

    /// <summary>Closes the picture and the figure.</summary>
    public static void End(HtmlWriter page)
    {
        page.End();
        page.End();
    }

    public static void Line(HtmlWriter page, string kind, double x1, double y1, double x2, double y2) => page.Empty(
        "line", ("class", kind), ("x1", HtmlWriter.Number(x1)), ("y1", HtmlWriter.Number(y1)),
        ("x2", HtmlWriter.Number(x2)), ("y2", HtmlWriter.Number(y2)));

    /// <summary>One line of text, anchored at its start, middle or end.</summary>
    public static void Text(HtmlWriter page, string kind, double x, double y, string anchor, string text) => page.Text(
        "text", text, ("class", kind), ("x", HtmlWriter.Number(x)), ("y", HtmlWriter.Number(y)), ("text-anchor", anchor));

    /// <summary>The remark of a chart with what it cannot show added, which must not be missed.</summary>
    public static string Remark(string? remark, int notDrawn)
    {
        if (notDrawn == 0)
            return remark ?? "";
        string lost = (notDrawn == 1 ? "1 value is" : $"{ReportNumber.Format(notDrawn)} values are")
            + " not drawn: infinite, or not above 0 on a logarithmic axis.";
        return string.IsNullOrEmpty(remark) ? lost : $"{remark} {lost}";
    }
}
