namespace Microsoft.ML.LowRank.Reports;

/// <summary>A report that has every part a report can have, under names of the caller's choice.</summary>
internal static class SampleReport
{
    public static readonly double[] Penalties = [.. Enumerable.Range(0, 30).Select(i => Math.Pow(10, (i / 6.0) - 4))];

    public static Report Named(string name) => new(name)
    {
        Subtitle = name,
        Details = [new(name, name), new("Rows", 1_234_567), new("Penalty", 0.0125)],
        Sections =
        [
            new(name, name, Table(name), Line(name), Bars(name), new ReportNotes(name, "A remark.")),
            new("Without text", null),
        ],
    };

    public static ReportTable Table(string name) => new(
        name,
        [new(name), new("Error") { Unit = name, Best = BestValue.Lowest }, new("Kept")],
        new(name, 0.4321, "yes"), new("plain", 1234.5, "no") { Emphasis = RowEmphasis.Muted },
        new("none", double.NaN, "no") { Emphasis = RowEmphasis.Strong });

    public static LineChart Line(string name) => new(
        name, new(name) { Logarithmic = true, Unit = name }, new(name),
        Series(name, 1) with { Spread = [.. Penalties.Select(_ => 0.25)] },
        Series(name, 2) with { Spread = [.. Penalties.Select(_ => 0.25)], SpreadAsBars = true },
        Series(name, 3) with { Style = SeriesStyle.Points },
        Series(name, 4) with { Style = SeriesStyle.Reference })
    {
        Remark = name,
        Markers = [new(0.01, name), new(0.02, name), new(1.5, name) { Horizontal = true }],
    };

    public static BarChart Bars(string name) => new(
        name, new(name) { Unit = name },
        new(name, 0.5) { Whisker = (0.4, 0.7) }, new("other", -0.2) { Muted = true })
    { Baseline = new(0.3, name), Remark = name };

    public static ChartSeries Series(string name, double scale) =>
        new(name, Penalties, [.. Penalties.Select(penalty => scale / (1 + penalty))]);
}
