using Microsoft.ML.LowRank.Quality.Sets;
using Microsoft.ML.LowRank.Samples.Learning;
using Microsoft.ML.LowRank.Samples.Tables;

namespace Microsoft.ML.LowRank.Quality.Tests;

public class OuterSplitTests
{
    private const int Rows = 1000;

    // One row in ten is of the second class, and every hundredth has no label.
    private static readonly int[] Codes = [.. Enumerable.Range(0, Rows).Select(row => row % 100 == 99 ? -1 : row % 10 == 0 ? 1 : 0)];

    private static readonly Dataset Data = new("data", [new NumberColumn("x", new float[Rows])],
        new ClassLabel("y", LearningTask.Binary, ["no", "yes"], Codes), Rows, []);

    [Fact]
    public void Every_row_with_a_label_is_in_one_part()
    {
        var split = OuterSplit.Draw(Data, int.MaxValue, seed: 1);

        Assert.Equal(Data.Rows, split.Training.Concat(split.Test).Order());
    }

    [Fact]
    public void Every_class_gives_a_quarter_to_the_test_part()
    {
        var split = OuterSplit.Draw(Data, int.MaxValue, seed: 1);

        Assert.Equal(100 / 4, split.Test.Count(row => Codes[row] == 1));
        Assert.Equal((Rows - 10 - 100) / 4, split.Test.Count(row => Codes[row] == 0));
    }

    [Fact]
    public void No_more_rows_are_drawn_than_asked_for()
    {
        Assert.Equal(200, OuterSplit.Draw(Data, 200, seed: 1).Count);
    }

    [Fact]
    public void A_seed_gives_the_same_rows_and_another_gives_others()
    {
        var split = OuterSplit.Draw(Data, 200, seed: 1);

        Assert.Equal(split.Test, OuterSplit.Draw(Data, 200, seed: 1).Test);
        Assert.NotEqual(split.Test.Order(), OuterSplit.Draw(Data, 200, seed: 2).Test.Order());
        Assert.NotEqual(split.Training.Order(), split.Training);
    }
}
