namespace Microsoft.ML.LowRank.Reports;

/// <summary>Draws a bar chart: names at the left, bars in the middle, numbers in a column at the right.</summary>
internal static class BarChartSvg
{
    /// <summary>Names take what they need, but leave more than half of the width to the bars.</summary>
    private const double WidestLabel = 300;

    private const double Gap = 10;

    private const double RowHeight = 26;

    /// <summary>Taller charts have their scale at both ends.</summary>
    private const int TallRows = 20;

    public static void Write(HtmlWriter page, BarChart chart)
    {
        var format = NumberFormat.Shared([.. chart.Bars.Select(bar => bar.Value)], 3);
        string[] numbers = [.. chart.Bars.Select(bar => format.Format(bar.Value))];
        double names = chart.Bars.Select(bar => ChartText.Room(bar.Label)).DefaultIfEmpty().Max();
        double left = Gap + Math.Min(WidestLabel, names);
        double right = ChartText.Width - Gap - numbers.Select(ChartText.Room).DefaultIfEmpty().Max();
        var plot = new BarPlot(Scale(chart, right - left), left, right, Top(chart), RowHeight, chart.Bars.Count);

        int notDrawn = chart.Bars.Count(bar => double.IsInfinity(bar.Value));
        ChartFigure.Begin(page, chart.Title, ChartFigure.Remark(chart.Remark, notDrawn));
        ChartFigure.BeginPicture(page, plot.Bottom + (2 * ChartText.Line) + 6, chart.Title, Describe(chart));
        WriteScale(page, chart, plot);
        for (int i = 0; i < chart.Bars.Count; i++)
        {
            var bar = chart.Bars[i];
            page.Begin("g", ("class", bar.Muted ? "row other" : "row s1"));
            page.Text("title", Tell(chart, bar));
            plot.WriteBar(page, i, bar);
            WriteLabel(page, bar.Label, left - Gap, plot.Middle(i));
            ChartFigure.Text(page, "bar-number beside", ChartText.Width, plot.Middle(i), "end", numbers[i]);
            page.End();
        }
        WriteBaseline(page, chart, plot);
        ChartFigure.End(page);
    }

    /// <summary>A name that fits at both sizes once, a longer one shortened for each.</summary>
    private static void WriteLabel(HtmlWriter page, string label, double x, double y)
    {
        string wide = ChartText.Fit(label, WidestLabel, ChartText.Size), narrow = ChartText.Fit(label, WidestLabel);
        ChartFigure.Text(page, wide == narrow ? "beside" : "beside wide", x, y, "end", wide);
        if (wide != narrow)
            ChartFigure.Text(page, "beside narrow", x, y, "end", narrow);
    }

    private static bool IsTall(BarChart chart) => chart.Bars.Count > TallRows;

    private static double Top(BarChart chart) =>
        4 + (IsTall(chart) ? ChartText.Line : 0) + (chart.Baseline is null ? 0 : ChartText.Line);

    private static AxisScale Scale(BarChart chart, double width)
    {
        double[] values = [0, chart.Baseline?.Value ?? 0, .. chart.Bars.SelectMany(Reach)];
        // Bars begin at 0 also when there is nothing but 0 to show.
        if (!values.Any(value => value != 0 && chart.Axis.CanShow(value)))
            values = [0, 1];
        // Bars fill their room: unlike a frame, the last one needs no tick to end at.
        double[] shown = [.. values.Where(chart.Axis.CanShow)];
        var axis = chart.Axis with { From = chart.Axis.From ?? shown.Min(), To = chart.Axis.To ?? shown.Max() };
        return AxisScale.Fitting(axis, values, 7, ticks =>
            ticks.Sum(tick => ChartText.Room(tick.Label) + ChartText.PhoneSize) < width);
    }

    private static IEnumerable<double> Reach(ChartBar bar) =>
        bar.Whisker is { } whisker ? [bar.Value, whisker.Low, whisker.High] : [bar.Value];

    private static void WriteScale(HtmlWriter page, BarChart chart, BarPlot plot)
    {
        foreach (var tick in plot.Scale.Ticks)
        {
            double x = plot.At(tick.Value);
            ChartFigure.Line(page, tick.Value == 0 ? "axis" : "grid", x, plot.Top, x, plot.Bottom);
            ChartFigure.Text(page, "tick", x, plot.Bottom + ChartText.Line - 4, "middle", tick.Label);
            if (IsTall(chart))
                ChartFigure.Text(page, "tick", x, ChartText.Line - 6, "middle", tick.Label);
        }
        double room = ChartText.Width - plot.Left;
        string title = ChartText.Fit(chart.Axis.Label, room);
        ChartFigure.Text(page, "axis-title", plot.Left, plot.Bottom + (2 * ChartText.Line), "start", title);
    }

    private static void WriteBaseline(HtmlWriter page, BarChart chart, BarPlot plot)
    {
        if (chart.Baseline is not { } baseline || !plot.Scale.Contains(baseline.Value))
            return;
        double x = plot.At(baseline.Value);
        ChartFigure.Line(page, "marker", x, plot.Top - 4, x, plot.Bottom);
        string text = ChartText.Fit(baseline.Label, ChartText.Width);
        double half = ChartText.Room(text) / 2;
        ChartFigure.Text(
            page, "marker-label", Math.Clamp(x, half, ChartText.Width - half), plot.Top - 8, "middle", text);
    }

    private static string Tell(BarChart chart, ChartBar bar)
    {
        string whisker = bar.Whisker is { } reach
            ? $", from {ReportNumber.Format(reach.Low)} to {ReportNumber.Format(reach.High)}" : "";
        return $"{bar.Label}: {chart.Axis.Tell(bar.Value)}{whisker}";
    }

    private static string Describe(BarChart chart) =>
        $"Bar chart of {chart.Axis.Label}, number of bars: {chart.Bars.Count}."
        + (chart.Baseline is { } baseline ? $" {baseline.Label}: {ReportNumber.Format(baseline.Value)}." : "");
}
