namespace Microsoft.ML.LowRank.Reports;

/// <summary>Draws the marked values of a line chart over its data: first all lines, so that none crosses a label.</summary>
internal static class MarkerSvg
{
    /// <summary>From a horizontal line to its label, above or below.</summary>
    private const double Gap = 5;

    public static void Write(HtmlWriter page, LineChart chart, ChartFrame frame, MarkerLabels labels)
    {
        var horizontal = chart.Markers.Where(marker => marker.Horizontal && frame.Y.Contains(marker.Value)).ToArray();
        foreach (var label in labels.Placed)
            ChartFigure.Line(page, "marker", label.Line, RowOf(label, frame) + 4, label.Line, frame.Bottom);
        foreach (var marker in horizontal)
            ChartFigure.Line(page, "marker", frame.Left, frame.AtY(marker.Value), frame.Right, frame.AtY(marker.Value));

        foreach (var label in labels.Placed)
        {
            var (x, anchor) = label.Anchor;
            WriteLabel(page, label.Marker, "marker-label", label.Text, x, RowOf(label, frame), anchor);
        }
        double room = (frame.Right - frame.Left) * 0.8;
        foreach (var marker in horizontal)
        {
            double y = frame.AtY(marker.Value);
            bool below = IsBelow(y, [.. horizontal.Select(other => frame.AtY(other.Value))], frame);
            WriteLabel(
                page, marker, below ? "marker-label under" : "marker-label", ChartText.Fit(marker.Label, room),
                frame.Right - 4, below ? y + Gap : y - Gap, "end");
        }
    }

    private static double RowOf(MarkerLabel label, ChartFrame frame) =>
        frame.Top - 8 - (label.Row * ChartText.Line);

    /// <summary>A label stands on its line, unless the next line or the frame is too close above and there is room below.</summary>
    private static bool IsBelow(double line, double[] lines, ChartFrame frame)
    {
        double above = lines.Where(other => other < line).Append(frame.Top).Max();
        double below = lines.Where(other => other > line).Append(frame.Bottom).Min();
        return line - above < ChartText.Line + Gap && below - line > line - above;
    }

    private static void WriteLabel(
        HtmlWriter page, ChartMarker marker, string kind, string text, double x, double y, string anchor)
    {
        page.Begin(
            "text", ("class", kind), ("x", HtmlWriter.Number(x)), ("y", HtmlWriter.Number(y)), ("text-anchor", anchor));
        page.Text("title", $"{marker.Label}: {ReportNumber.Format(marker.Value)}");
        page.Text(text);
        page.End();
    }
}
