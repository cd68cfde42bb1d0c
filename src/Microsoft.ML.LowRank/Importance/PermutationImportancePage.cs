using Microsoft.ML.LowRank.Reports;

namespace Microsoft.ML.LowRank.Importance;

/// <summary>A <see cref="PermutationImportanceResult"/> as a table and a chart.</summary>
internal static class PermutationImportancePage
{
    private const int MostBars = 40;

    public static Report Make(PermutationImportanceResult result) => new("Permutation importance")
    {
        Subtitle = $"The metric is {ReportNumber.Format(result.Baseline)}; {result.Columns[0].Name} is worth most, " +
            $"{ReportNumber.Format(result.Columns[0].Mean)} of it.",
        Details =
        [
            new("Metric with all columns", result.Baseline),
            new("Better is", result.HigherIsBetter ? "higher" : "lower"),
            new("Rows scored", result.RowCount),
            new("Rows of the data", result.TotalRowCount),
            new("Permutations per column", result.Repeats),
        ],
        Sections =
        [
            new ReportSection("Columns",
                "How much worse the metric becomes when the values of a column are dealt out at random. Columns that tell the same can hide each other.",
                Table(result), Chart(result)),
        ],
    };

    private static ReportTable Table(PermutationImportanceResult result) => new("Importance of the input columns",
        [new ReportColumn("Column"), new ReportColumn("Importance"), new ReportColumn("Standard error"), new ReportColumn("Lowest"), new ReportColumn("Highest")],
        [.. result.Columns.Select(column => new ReportRow(
            column.Name, column.Mean, column.StandardError, column.Values.Min(), column.Values.Max())
        {
            Emphasis = column.Values.All(value => value == 0) ? RowEmphasis.Muted : RowEmphasis.None,
        })]);

    private static BarChart Chart(PermutationImportanceResult result) => new("Importance", new ChartAxis("Loss of the metric"),
        [.. result.Columns.Take(MostBars).Select(column => new ChartBar(column.Name, column.Mean)
        {
            Whisker = (column.Values.Min(), column.Values.Max()),
        })])
    {
        Remark = "Whiskers: the lowest and the highest of the permutations.",
    };
}
