using System.Text;

namespace Microsoft.ML.LowRank.Reports;

/// <summary>Draws one series of a line chart.</summary>
internal sealed class SeriesSvg
{
    /// <summary>Up to so many points are marked; more would hide the line.</summary>
    private const int MostMarked = 24;

    /// <summary>More places to point at than this lie closer than a pointer can tell, and make the file large.</summary>
    private const int MostTooltips = 200;

    private readonly LineChart _chart;
    private readonly ChartFrame _frame;
    private readonly ChartSeries _series;
    private readonly string _kind;
    private readonly int[][] _runs;

    public SeriesSvg(LineChart chart, ChartFrame frame, ChartSeries series, int? colour)
    {
        _chart = chart;
        _frame = frame;
        _series = series;
        _kind = ChartLegend.KindOf(series.Style, colour);
        _runs = Runs(i => chart.X.CanShow(series.X[i]) && chart.Y.CanShow(series.Y[i]), series.X.Count);
        Highlighted = colour is not null;
    }

    public bool Highlighted { get; }

    public bool IsEmpty => _runs.Length == 0;

    public void WriteSpread(HtmlWriter page)
    {
        if (!Highlighted || _series.Spread is null)
            return;
        var path = new StringBuilder();
        var drawn = _runs.SelectMany(run => run).ToHashSet();
        foreach (int[] run in Runs(i => drawn.Contains(i) && _series.SpreadAt(i) is not null, _series.X.Count))
            if (_series.SpreadAsBars)
                foreach (int i in run)
                    AppendBar(path, At(i, -1), At(i, 1));
            else
                AppendBand(path, [.. run.Select(i => At(i, -1))], [.. run.Select(i => At(i, 1))]);
        page.Empty("path", ("class", $"{(_series.SpreadAsBars ? "whisker" : "band")} {_kind}"), ("d", path.ToString()));
    }

    public void WriteLine(HtmlWriter page)
    {
        if (_series.Style == SeriesStyle.Points || IsEmpty)
            return;
        var path = new StringBuilder();
        foreach (int[] run in _runs)
            Append(path, run.Select(i => At(i, 0)));
        page.Begin("path", ("class", $"line {_kind}"), ("d", path.ToString()));
        page.Text("title", _series.Name);
        page.End();
    }

    public void WritePoints(HtmlWriter page)
    {
        bool marked = _series.Style == SeriesStyle.Points
            || (Highlighted && _runs.Sum(run => run.Length) <= MostMarked);
        int stride = marked ? 1 : (_runs.Sum(run => run.Length) / MostTooltips) + 1;
        foreach (int[] run in _runs)
            foreach (int i in run)
                // A point alone between gaps has no line that would show it.
                if (run.Length == 1 || marked)
                    WritePoint(page, i, "point", "3.5");
                else if (Highlighted && (i % stride == 0 || i == run[^1]))
                    WritePoint(page, i, "hit", "6");
    }

    private void WritePoint(HtmlWriter page, int i, string kind, string radius)
    {
        if (!_frame.X.Contains(_series.X[i]) || !_frame.Y.Contains(_series.Y[i]))
            return;
        var (x, y) = At(i, 0);
        page.Begin(
            "circle", ("class", $"{kind} {_kind}"), ("cx", HtmlWriter.Number(x)), ("cy", HtmlWriter.Number(y)), ("r", radius));
        page.Text(
            "title", $"{_series.Name}: {_chart.Y.Tell(_series.Y[i], _series.SpreadAt(i))} at {_chart.X.Tell(_series.X[i])}");
        page.End();
    }

    /// <summary>Where a point lies, or an end of its spread. A spread may reach below what a logarithm has.</summary>
    private (double X, double Y) At(int i, int side)
    {
        double x = _frame.AtX(_series.X[i]), y = _series.Y[i];
        return side == 0 ? (x, _frame.AtY(y)) : (x, _frame.AtNearestY(y + (side * _series.SpreadAt(i) ?? 0)));
    }

    private static void Append(StringBuilder path, IEnumerable<(double X, double Y)> points, bool joined = false)
    {
        foreach (var (x, y) in points)
        {
            path.Append(joined ? 'L' : 'M').Append(HtmlWriter.Number(x)).Append(' ').Append(HtmlWriter.Number(y));
            joined = true;
        }
    }

    private static void AppendBand(StringBuilder path, (double X, double Y)[] low, (double X, double Y)[] high)
    {
        Append(path, high);
        Append(path, low.Reverse(), joined: true);
        path.Append('Z');
    }

    private static void AppendBar(StringBuilder path, (double X, double Y) low, (double X, double Y) high)
    {
        Append(path, [(low.X - 4, low.Y), (low.X + 4, low.Y)]);
        Append(path, [low, high]);
        Append(path, [(high.X - 4, high.Y), (high.X + 4, high.Y)]);
    }

    /// <summary>Stretches of positions without a gap.</summary>
    private static int[][] Runs(Predicate<int> isThere, int count)
    {
        var runs = new List<int[]>();
        var run = new List<int>();
        for (int i = 0; i <= count; i++)
        {
            if (i < count && isThere(i))
            {
                run.Add(i);
                continue;
            }
            if (run.Count > 0)
                runs.Add([.. run]);
            run.Clear();
        }
        return [.. runs];
    }
}
