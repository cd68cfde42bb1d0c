namespace Microsoft.ML.LowRank.Reports;

/// <summary>One column of a table, ready to be written in either form.</summary>
internal sealed class FormattedColumn
{
    private FormattedColumn(string[] cells, bool[] best, bool numeric)
    {
        Cells = cells;
        Best = best;
        Numeric = numeric;
    }

    public string[] Cells { get; }

    /// <summary>Whether the row's number is the best of the column.</summary>
    public bool[] Best { get; }

    /// <summary>Whether all that the column holds are numbers.</summary>
    public bool Numeric { get; }

    public static FormattedColumn[] Of(ReportTable table) =>
        [.. table.Columns.Select((column, j) => Of(column, [.. table.Rows.Select(row => row.Cells[j])]))];

    private static FormattedColumn Of(ReportColumn column, ReportCell[] cells)
    {
        double[] numbers = [.. cells.Where(cell => cell.Number is not null).Select(cell => cell.Number!.Value)];
        var format = NumberFormat.Shared(numbers, column.Digits);
        var best = BestOf(column.Best, [.. numbers.Where(number => !double.IsNaN(number))]);
        return new FormattedColumn(
            Array.ConvertAll(cells, cell => cell.Number is { } number ? format.Format(number) : cell.Text ?? ""),
            Array.ConvertAll(cells, cell => best is not null && cell.Number == best),
            numbers.Length > 0 && cells.All(cell => cell.Number is not null || string.IsNullOrEmpty(cell.Text)));
    }

    /// <summary>With a single number there is nothing to be the best of.</summary>
    private static double? BestOf(BestValue best, double[] numbers) => best switch
    {
        BestValue.Lowest when numbers.Length > 1 => numbers.Min(),
        BestValue.Highest when numbers.Length > 1 => numbers.Max(),
        _ => null,
    };
}
