using Microsoft.ML.LowRank.Samples.Tables;

namespace Microsoft.ML.LowRank.Quality.Ctr;

/// <summary>
/// Who earns more than 50,000 dollars. The test file is as it was given; a tenth of the training file, by the hash of rows,
/// judges epochs.
/// </summary>
internal static class AdultFiles
{
    private static readonly string[] Numbers = ["age", "fnlwgt", "education_num", "hours_per_week"];

    // Nearly all are 0, the rest reaches over magnitudes.
    private static readonly string[] Gains = ["capital_gain", "capital_loss"];

    public static CtrTable Read(string folder)
    {
        var training = DelimitedFile.Read(Path.Combine(folder, "adult", "adult-train.csv.gz"), HeaderRule.Yes);
        var test = DelimitedFile.Read(Path.Combine(folder, "adult", "adult-test.csv.gz"), HeaderRule.Yes);
        var columns = training.Columns.Select((column, i) => Joined(column, test.Columns[i])).ToList();
        string[] labels = CtrFields.Texts(columns[^1]);
        return new CtrTable(
            [.. columns.SkipLast(1).Select(Field)],
            // In the test file they end in a full stop.
            [.. labels.Select(label => label.StartsWith('>'))],
            [.. Enumerable.Range(0, labels.Length).Select(row => row >= training.RowCount ? Part.Test
                : RowSplit.Of(row) == Part.Validation ? Part.Validation : Part.Training)]);
    }

    private static CtrColumn Field(RawColumn column) =>
        Numbers.Contains(column.Name) ? CtrFields.Value(column)
        : Gains.Contains(column.Name) ? CtrFields.Value(column, NumericEncoding.LogarithmSquare)
        : CtrFields.Text(column);

    private static RawColumn Joined(RawColumn first, RawColumn second)
    {
        var joined = new RawColumn(first.Name);
        foreach (string text in CtrFields.Texts(first).Concat(CtrFields.Texts(second)))
            joined.Add(text);
        return joined;
    }
}
