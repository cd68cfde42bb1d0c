namespace Microsoft.ML.LowRank.Reports;

/// <summary>One value per name as bars from 0, in the order given: weights, importances, errors of models.</summary>
internal sealed record BarChart : IReportBlock
{
    /// <exception cref="ArgumentException">The axis is logarithmic: bars begin at 0.</exception>
    public BarChart(string title, ChartAxis axis, params IReadOnlyList<ChartBar> bars)
    {
        if (axis.Logarithmic)
            throw new ArgumentException(
                $"The bars of '{title}' begin at 0, which a logarithmic axis does not have.", nameof(axis));
        Title = title;
        Axis = axis;
        Bars = bars;
    }

    public string Title { get; }

    /// <summary>What the length of a bar means.</summary>
    public ChartAxis Axis { get; }

    public IReadOnlyList<ChartBar> Bars { get; }

    /// <summary>A sentence under the title, or null.</summary>
    public string? Remark { get; init; }

    /// <summary>A value to compare all bars with, as the error of the best single model; null for none.</summary>
    public ChartMarker? Baseline { get; init; }

    public void WriteText(TextPage page) => page.Paragraph($"[Chart: {Title}]");

    public void WriteHtml(HtmlWriter page) => BarChartSvg.Write(page, this);
}
