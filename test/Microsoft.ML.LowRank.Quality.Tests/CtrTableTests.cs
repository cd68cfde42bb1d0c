using Microsoft.ML.LowRank.Quality.Ctr;
using Microsoft.ML.LowRank.Samples.Tables;

namespace Microsoft.ML.LowRank.Quality.Tests;

public class CtrTableTests
{
    [Fact]
    public void Choices_are_made_without_the_test_rows_and_judged_on_a_quarter_of_the_training_rows()
    {
        const int Rows = 20_000;
        var table = new CtrTable([], new bool[Rows], [.. Enumerable.Range(0, Rows).Select(row => RowSplit.Of(row))]);

        var tuning = table.WithoutTest();

        Assert.Empty(tuning.RowsOf(Part.Test).Intersect(table.RowsOf(Part.Test)));
        Assert.Equal(table.RowsOf(Part.Validation), tuning.RowsOf(Part.Validation));
        Assert.Equal(table.RowsOf(Part.Training), tuning.RowsOf(Part.Training).Union(tuning.RowsOf(Part.Test)).Order());
        Assert.InRange(tuning.RowsOf(Part.Test).Length / (double)table.RowsOf(Part.Training).Length, 0.23, 0.27);
    }
}
