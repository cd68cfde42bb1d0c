namespace Microsoft.ML.LowRank.Reports;

/// <summary>Values over a quantity: paths, learning curves, calibration, spectra, and points that nothing joins.</summary>
internal sealed record LineChart(string Title, ChartAxis X, ChartAxis Y, params IReadOnlyList<ChartSeries> Series)
    : IReportBlock
{
    /// <summary>As many as there are colours that can be told apart.</summary>
    public const int MostHighlighted = 8;

    /// <summary>A sentence under the title, or null.</summary>
    public string? Remark { get; init; }

    public IReadOnlyList<ChartMarker> Markers { get; init; } = [];

    /// <summary>Of more series than this, those that end farthest from 0 get a colour and the others are muted.</summary>
    public int Highlighted { get; init; } = MostHighlighted;

    public void WriteText(TextPage page) => page.Paragraph($"[Chart: {Title}]");

    public void WriteHtml(HtmlWriter page) => LineChartSvg.Write(page, this);

    /// <summary>Place of every series among the colours, or null for the muted ones and for references.</summary>
    internal int?[] Colours()
    {
        int[] candidates = [.. Enumerable.Range(0, Series.Count).Where(i => Series[i].Style != SeriesStyle.Reference)];
        int most = Math.Clamp(Highlighted, 0, MostHighlighted);
        int[] chosen = [.. candidates.OrderByDescending(i => FinalSize(Series[i])).Take(most).Order()];
        var colours = new int?[Series.Count];
        for (int place = 0; place < chosen.Length; place++)
            colours[chosen[place]] = place;
        return colours;
    }

    private double FinalSize(ChartSeries series) => Math.Abs(series.Y.Where(Y.CanShow).LastOrDefault());
}
