namespace Microsoft.ML.LowRank.Reports;

/// <summary>
/// The part of the style sheet that charts need. A series' class sets its colour, the other class what to paint.
/// </summary>
internal static class ChartStyle
{
    public const string Sheet = Around + Paint + Series;

    private const string Around = """

        figure { margin: 1.75rem 0 0; }
        figcaption strong { display: block; }
        .remark { color: var(--soft); font-size: .875rem; }
        .legend { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; padding: 0; margin: .6rem 0 .2rem;
          font-size: .8125rem; }
        .legend li { display: flex; align-items: center; gap: .4rem; }
        .swatch { width: 26px; height: 12px; flex: none; }
        .chart { display: block; width: 100%; height: auto; margin-top: .4rem; }
        """;

    private const string Paint = """

        .chart text { fill: var(--ink); font-size: 12px; }
        .chart text.tick { fill: var(--soft); font-variant-numeric: tabular-nums; }
        .chart text.axis-title, .chart text.quiet { fill: var(--soft); }
        .chart text.beside { dominant-baseline: central; }
        .chart text.bar-number { font-variant-numeric: tabular-nums; }
        .chart text.marker-label { font-weight: 600; paint-order: stroke; stroke: var(--card); stroke-width: 4px;
          stroke-linejoin: round; }
        .chart text.under { dominant-baseline: hanging; }
        .grid { stroke: var(--grid); }
        .axis { stroke: var(--axis); }
        .marker { stroke: var(--marker); stroke-dasharray: 5 4; stroke-width: 1.25; }
        .line { fill: none; stroke: var(--paint); stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
        .line.other { stroke-width: 1.1; }
        .line:hover { stroke-width: 3.5; }
        .line.other:hover { stroke: var(--ink); stroke-width: 2.5; }
        .line.reference { stroke-width: 1.5; stroke-dasharray: 2 5; }
        .band { fill: var(--paint); opacity: .17; }
        path.whisker { fill: none; stroke: var(--paint); stroke-width: 1.25; }
        line.whisker { stroke: var(--ink); stroke-width: 1.5; }
        .point { fill: var(--paint); stroke: var(--card); stroke-width: 1; }
        .hit { fill: transparent; }
        circle.hit:hover { fill: var(--paint); }
        .row:hover rect.hit { fill: var(--stripe); }
        .bar { fill: var(--paint); }
        .narrow { display: none; }
        .row.other text { fill: var(--soft); }
        """;

    private const string Series = """

        .s1 { --paint: var(--series-1); } .s2 { --paint: var(--series-2); }
        .s3 { --paint: var(--series-3); } .s4 { --paint: var(--series-4); }
        .s5 { --paint: var(--series-5); } .s6 { --paint: var(--series-6); }
        .s7 { --paint: var(--series-7); } .s8 { --paint: var(--series-8); }
        .other { --paint: var(--other); } .reference { --paint: var(--axis); }
        .line.s5, .line.s6, .line.s7, .line.s8 { stroke-dasharray: 7 5; }
        @media screen and (max-width: 40rem) {
          .chart text { font-size: 20px; }
          .chart text.narrow { display: inline; }
          .chart text.wide { display: none; }
          .line { stroke-width: 3; }
          .line.other { stroke-width: 1.75; }
        }
        """;
}
