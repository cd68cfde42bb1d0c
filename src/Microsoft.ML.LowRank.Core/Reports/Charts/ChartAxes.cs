namespace Microsoft.ML.LowRank.Reports;

/// <summary>Grid, tick labels and titles of a line chart.</summary>
internal static class ChartAxes
{
    public static void Write(HtmlWriter page, ChartFrame frame, LineChart chart)
    {
        foreach (var tick in frame.Y.Ticks)
        {
            double y = frame.AtY(tick.Value);
            ChartFigure.Line(page, tick.Value == 0 ? "axis" : "grid", frame.Left, y, frame.Right, y);
            ChartFigure.Text(page, "tick beside", frame.Left - 8, y, "end", tick.Label);
        }
        foreach (var tick in frame.X.Ticks)
        {
            double x = frame.AtX(tick.Value);
            ChartFigure.Line(page, "grid", x, frame.Top, x, frame.Bottom);
            ChartFigure.Text(page, "tick", x, frame.Bottom + ChartText.Line - 4, "middle", tick.Label);
        }
        ChartFigure.Line(page, "axis", frame.Left, frame.Bottom, frame.Right, frame.Bottom);
        // Above the axis and not along it: read without tilting the head, and no width is lost.
        ChartFigure.Text(page, "axis-title", 0, ChartText.Line - 6, "start", ChartText.Fit(chart.Y.Label, ChartText.Width));
        double room = frame.Right - frame.Left;
        ChartFigure.Text(
            page, "axis-title", frame.Left + (room / 2), frame.Bottom + (2 * ChartText.Line), "middle",
            ChartText.Fit(chart.X.Label, room));
    }
}
