namespace Microsoft.ML.LowRank.Reports;

/// <summary>Lays a line chart out and draws it from back to front: grid, spreads, muted lines, lines, points, markers.</summary>
internal static class LineChartSvg
{
    private const double PlotHeight = 300;

    /// <summary>Lines and points on the frame are drawn whole.</summary>
    private const double Overhang = 5;

    public static void Write(HtmlWriter page, LineChart chart)
    {
        var labels = new MarkerLabels();
        var colours = chart.Colours();
        var frame = Layout(chart, colours, labels);
        ChartFigure.Begin(page, chart.Title, ChartFigure.Remark(chart.Remark, NotDrawn(chart)));
        ChartLegend.Write(page, chart, colours);
        double height = frame.Bottom + (2 * ChartText.Line) + 6;
        ChartFigure.BeginPicture(page, height, chart.Title, Describe(chart, frame));
        ChartAxes.Write(page, frame, chart);
        var lines = chart.Series.Select((series, i) => new SeriesSvg(chart, frame, series, colours[i])).ToArray();
        BeginClipped(page, frame);
        foreach (var line in lines.OrderBy(line => line.Highlighted))
            line.WriteSpread(page);
        foreach (var line in lines.OrderBy(line => line.Highlighted))
            line.WriteLine(page);
        page.End();
        foreach (var line in lines)
            line.WritePoints(page);
        MarkerSvg.Write(page, chart, frame, labels);
        if (lines.All(line => line.IsEmpty))
            ChartFigure.Text(
                page, "quiet", (frame.Left + frame.Right) / 2, (frame.Top + frame.Bottom) / 2, "middle", "No data");
        ChartFigure.End(page);
    }

    private static ChartFrame Layout(LineChart chart, int?[] colours, MarkerLabels labels)
    {
        // Series without a colour are drawn without their spread, and take no room for it.
        var plain = chart.Series.Select((series, s) => colours[s] is null ? series with { Spread = null } : series);
        var points = plain.SelectMany(series => Enumerable.Range(0, series.X.Count)
            .Where(i => chart.X.CanShow(series.X[i]) && chart.Y.CanShow(series.Y[i])).Select(i => (series, i))).ToArray();
        double[] Marked(bool horizontal) =>
            [.. chart.Markers.Where(marker => marker.Horizontal == horizontal).Select(marker => marker.Value)];
        var y = AxisScale.Of(chart.Y, [.. points.SelectMany(at => Reach(at.series, at.i)), .. Marked(true)], 7);
        double left = 10 + y.Ticks.Select(tick => ChartText.Room(tick.Label)).DefaultIfEmpty().Max();
        double[] values = [.. points.Select(at => at.series.X[at.i]), .. Marked(false)];
        var x = AxisScale.Fitting(chart.X, values, 9, ticks =>
            ticks.Sum(tick => ChartText.Room(tick.Label) + ChartText.PhoneSize) < ChartText.Width - left);
        double right = ChartText.Width - Math.Max(Overhang, ChartText.Room(x.Ticks.LastOrDefault().Label ?? "") / 2);
        var frame = new ChartFrame(left, ChartText.Line + 12, right, ChartText.Line + 12 + PlotHeight, x, y);
        labels.Place(chart, frame);
        double down = labels.Rows * ChartText.Line;
        return frame with { Top = frame.Top + down, Bottom = frame.Bottom + down };
    }

    private static IEnumerable<double> Reach(ChartSeries series, int i) => series.SpreadAt(i) is { } spread
        ? [series.Y[i] - spread, series.Y[i], series.Y[i] + spread]
        : [series.Y[i]];

    /// <summary>An axis with given ends may leave data outside; a picture within the picture cuts it off.</summary>
    private static void BeginClipped(HtmlWriter page, ChartFrame frame)
    {
        string x = HtmlWriter.Number(frame.Left - Overhang), y = HtmlWriter.Number(frame.Top - Overhang);
        string width = HtmlWriter.Number(frame.Right - frame.Left + (2 * Overhang));
        string height = HtmlWriter.Number(frame.Bottom - frame.Top + (2 * Overhang));
        page.Begin(
            "svg", ("x", x), ("y", y), ("width", width), ("height", height), ("viewBox", $"{x} {y} {width} {height}"));
    }

    private static string Describe(LineChart chart, ChartFrame frame) =>
        $"Line chart, number of series: {chart.Series.Count}. "
        + $"{chart.X.Label} from {ReportNumber.Format(frame.X.Low)} to {ReportNumber.Format(frame.X.High)}, "
        + $"{chart.Y.Label} from {ReportNumber.Format(frame.Y.Low)} to {ReportNumber.Format(frame.Y.High)}."
        + string.Concat(chart.Markers.Select(marker => $" {marker.Label}: {ReportNumber.Format(marker.Value)}."));

    private static int NotDrawn(LineChart chart) => chart.Series.Sum(series => Enumerable.Range(0, series.X.Count)
        .Count(i => !double.IsNaN(series.X[i]) && !double.IsNaN(series.Y[i])
            && !(chart.X.CanShow(series.X[i]) && chart.Y.CanShow(series.Y[i]))));
}
