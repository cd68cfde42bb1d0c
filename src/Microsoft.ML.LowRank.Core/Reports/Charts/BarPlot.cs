namespace Microsoft.ML.LowRank.Reports;

/// <summary>The part of a bar chart that has the bars in it.</summary>
internal sealed record BarPlot(AxisScale Scale, double Left, double Right, double Top, double RowHeight, int Rows)
{
    public double Bottom => Top + (RowHeight * Math.Max(1, Rows));

    public double At(double value) => Scale.Map(value, Left, Right);

    public double Middle(int row) => Top + (RowHeight * (row + 0.5));

    public void WriteBar(HtmlWriter page, int row, ChartBar bar)
    {
        double thick = RowHeight * 0.54, middle = Middle(row);
        // Over the whole row, so that the tooltip does not have to be aimed at.
        WriteRectangle(page, "hit", 0, Top + (RowHeight * row), ChartText.Width, RowHeight);
        if (double.IsFinite(bar.Value))
        {
            double from = At(Inside(Math.Min(0, bar.Value))), to = At(Inside(Math.Max(0, bar.Value)));
            WriteRectangle(page, "bar", from, middle - (thick / 2), to - from, thick);
        }
        if (bar.Whisker is not { } reach || !double.IsFinite(reach.Low) || !double.IsFinite(reach.High))
            return;
        double low = At(Inside(reach.Low)), high = At(Inside(reach.High));
        ChartFigure.Line(page, "whisker", low, middle, high, middle);
        ChartFigure.Line(page, "whisker", low, middle - 4, low, middle + 4);
        ChartFigure.Line(page, "whisker", high, middle - 4, high, middle + 4);
    }

    private static void WriteRectangle(HtmlWriter page, string kind, double x, double y, double width, double height) =>
        page.Empty(
            "rect", ("class", kind), ("x", HtmlWriter.Number(x)), ("y", HtmlWriter.Number(y)),
            ("width", HtmlWriter.Number(width)), ("height", HtmlWriter.Number(height)));

    /// <summary>An axis with given ends may end before a bar does.</summary>
    private double Inside(double value) => Math.Clamp(value, Scale.Low, Scale.High);
}
