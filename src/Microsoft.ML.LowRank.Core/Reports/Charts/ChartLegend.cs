using System.Globalization;

namespace Microsoft.ML.LowRank.Reports;

/// <summary>Which line is which. A list in the page, not in the picture, so that it wraps whatever the names are.</summary>
internal static class ChartLegend
{
    private const double LongestName = 40;

    public static void Write(HtmlWriter page, LineChart chart, int?[] colours)
    {
        if (chart.Series.Count < 2)
            return;
        page.Begin("ul", ("class", "legend"));
        for (int i = 0; i < colours.Length; i++)
            if (colours[i] is not null || chart.Series[i].Style == SeriesStyle.Reference)
                WriteItem(page, KindOf(chart.Series[i].Style, colours[i]), chart.Series[i].Style, chart.Series[i].Name);
        int others = colours.Where((colour, i) => colour is null && chart.Series[i].Style != SeriesStyle.Reference).Count();
        if (others > 0)
            WriteItem(page, KindOf(SeriesStyle.Line, null), SeriesStyle.Line, others == 1 ? "1 other" : $"{others} others");
        page.End();
    }

    /// <summary>The class of the style sheet that a series gets, here and in the picture.</summary>
    public static string KindOf(SeriesStyle style, int? colour) => style == SeriesStyle.Reference
        ? "reference"
        : colour is { } place ? "s" + (place + 1).ToString(CultureInfo.InvariantCulture) : "other";

    private static void WriteItem(HtmlWriter page, string kind, SeriesStyle style, string name)
    {
        string shown = ReportText.Shorten(ReportText.Clean(name), LongestName, TextMeasure.Ems);
        page.Begin("li", shown.Length < name.Length ? ("title", name) : default);
        page.Begin("svg", ("class", "swatch"), ("viewBox", "0 0 26 12"), ("aria-hidden", "true"));
        if (style == SeriesStyle.Points)
            page.Empty("circle", ("class", $"point {kind}"), ("cx", "13"), ("cy", "6"), ("r", "4"));
        else
            ChartFigure.Line(page, $"line {kind}", 1, 6, 25, 6);
        page.End();
        page.Text("bdi", shown);
        page.End();
    }
}
