namespace Microsoft.ML.LowRank.Reports;

/// <summary>
/// The look of a report. Colours are variables with a set for light and one for dark; the first four series are solid
/// and told apart by colour also without red, green or blue vision, the next four repeat that dashed. No child
/// combinators and no ampersands: a browser reads a style sheet raw, an XML parser does not.
/// </summary>
internal static class HtmlStyle
{
    public const string Sheet = Colours + Text + ChartStyle.Sheet + Media;

    private const string Colours = """

        :root { color-scheme: light dark;
          --page: #f4f6f8; --card: #ffffff; --ink: #18212c; --soft: #536071; --rule: #dce1e7; --grid: #e8ecf0;
          --axis: #8591a0; --other: #b3bdc9; --best: #006b52; --best-back: #e2f3ed; --stripe: #f3f6f9; --marker: #18212c;
          --series-1: #0b66b0; --series-2: #c8500a; --series-3: #007a5e; --series-4: #b0448c;
          --series-5: #8a6d00; --series-6: #3f8fd2; --series-7: #5b3a9e; --series-8: #3a4452; }
        @media screen and (prefers-color-scheme: dark) { :root {
          --page: #11161d; --card: #1a212b; --ink: #e6ebf1; --soft: #a3b0bf; --rule: #323d4b; --grid: #2a3340;
          --axis: #6f7d8f; --other: #566477; --best: #4fd3ab; --best-back: #16382f; --stripe: #202935; --marker: #e6ebf1;
          --series-1: #5aaef5; --series-2: #ff9152; --series-3: #2fc79b; --series-4: #ee8fcb;
          --series-5: #e3c04a; --series-6: #a9d5ff; --series-7: #a98cf5; --series-8: #c3ccd8; } }
        """;

    private const string Text = """

        * { box-sizing: border-box; }
        body { margin: 0; background: var(--page); color: var(--ink); line-height: 1.5; overflow-wrap: anywhere;
          font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
        main { max-width: 56rem; margin: 0 auto; padding: 2.5rem 1.5rem 4rem; }
        h1 { font-size: 1.75rem; line-height: 1.2; letter-spacing: -0.01em; margin: 0; }
        h2 { font-size: 1.2rem; line-height: 1.3; margin: 0 0 .35rem; }
        p { margin: 0; max-width: 44rem; }
        .subtitle { color: var(--soft); font-size: 1.05rem; margin-top: .4rem; }
        dl { display: flex; flex-wrap: wrap; gap: .75rem 2.25rem; margin: 1.25rem 0 0; }
        dt { color: var(--soft); font-size: .8125rem; }
        dd { margin: 0; font-weight: 600; font-variant-numeric: tabular-nums; }
        section { background: var(--card); border: 1px solid var(--rule); border-radius: 10px; margin-top: 1.5rem;
          padding: 1.4rem 1.5rem 1.5rem; }
        .scroll { overflow-x: auto; margin-top: 1.25rem; }
        table { border-collapse: collapse; width: 100%; font-size: .9rem; }
        caption { text-align: start; font-weight: 700; font-size: 1rem; padding-bottom: .5rem; }
        th, td { padding: .38rem .75rem; text-align: start; vertical-align: baseline; font-weight: 400; min-width: 5rem; }
        th:first-child, td:first-child { padding-inline-start: .5rem; min-width: 9rem; max-width: 22rem; }
        thead th { color: var(--soft); font-size: .8125rem; font-weight: 600; vertical-align: bottom;
          border-bottom: 1px solid var(--axis); }
        tbody tr:nth-child(even) { background: var(--stripe); }
        .number { min-width: 0; text-align: end; white-space: nowrap; font-variant-numeric: tabular-nums; }
        .unit { font-weight: 400; white-space: nowrap; }
        tr.strong th, tr.strong td { font-weight: 700; border-top: 1px solid var(--rule); border-bottom: 1px solid var(--rule); }
        tr.muted th, tr.muted td { color: var(--soft); }
        .best { color: var(--best); background: var(--best-back); border-radius: 4px; padding: .1rem .35rem;
          margin-inline-end: -.35rem; }
        .notes { margin: 1.25rem 0 0; padding: .7rem 1rem .7rem 2rem; border-inline-start: 3px solid var(--axis);
          background: var(--stripe); font-size: .9rem; }
        """;

    private const string Media = """

        @media (max-width: 40rem) {
          main { padding: 1.25rem .75rem 2rem; }
          h1 { font-size: 1.4rem; }
          section { padding: 1rem .875rem 1.1rem; border-radius: 8px; }
          th, td { padding: .38rem .5rem; }
        }
        @media print {
          body { background: none; }
          main { max-width: none; padding: 0; }
          section { border: none; padding: 0; }
          figure, tr { break-inside: avoid; }
          h2, caption, figcaption { break-after: avoid; }
          .scroll { overflow: visible; }
        }

        """;
}
