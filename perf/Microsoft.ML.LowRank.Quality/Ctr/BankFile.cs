using Microsoft.ML.LowRank.Samples.Tables;

namespace Microsoft.ML.LowRank.Quality.Ctr;

/// <summary>Who makes a deposit after a call. How long the call lasted is known when its outcome is, and is left out.</summary>
internal static class BankFile
{
    private static readonly string[] Numbers = ["age", "balance", "day", "campaign", "pdays", "previous"];

    public static CtrTable Read(string folder)
    {
        var table = DelimitedFile.Read(Path.Combine(folder, "bank_marketing", "bank.csv.gz"), HeaderRule.Yes);
        return new CtrTable(
            [.. table.Columns.Where(column => column.Name is not ("duration" or "deposit")).Select(column =>
                Numbers.Contains(column.Name) ? (CtrColumn)CtrFields.Value(column) : CtrFields.Text(column))],
            [.. CtrFields.Texts(table.Find("deposit", "the label")).Select(label => label == "yes")],
            [.. Enumerable.Range(0, table.RowCount).Select(row => RowSplit.Of(row))]);
    }
}
