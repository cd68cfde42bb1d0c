using Microsoft.ML.LowRank.Samples.Tables;

namespace Microsoft.ML.LowRank.Samples.Tests;

/// <summary>The expected values are from the same formula in Python's unbounded integers, masked to 64 bits.</summary>
public class RowSplitTests
{
    [Theory]
    [InlineData(1ul, 0xe220a8397b1dcdaful)]
    [InlineData(2ul, 0x6e789e6aa1b965f4ul)]
    [InlineData(3ul, 0x06c45d188009454ful)]
    [InlineData(1_000_000ul, 0x1dce9b7929c530f1ul)]
    public void The_hash_is_SplitMix64(ulong position, ulong expected) => Assert.Equal(expected, RowSplit.Hash(position));

    [Fact]
    public void Twenty_rows_split_as_they_should()
    {
        var parts = Enumerable.Range(0, 20).Select(row => RowSplit.Of(row)).ToList();
        Assert.Equal([2, 8], parts.Index().Where(part => part.Item == Part.Test).Select(part => part.Index));
        Assert.DoesNotContain(Part.Validation, parts);
    }

    [Fact]
    public void Ten_thousand_rows_split_about_8_to_1_to_1()
    {
        var counts = Enumerable.Range(0, 10_000).CountBy(row => RowSplit.Of(row)).ToDictionary();
        Assert.Equal(7969, counts[Part.Training]);
        Assert.Equal(998, counts[Part.Validation]);
        Assert.Equal(1033, counts[Part.Test]);
    }

    [Fact]
    public void Rows_beyond_four_billion_are_split_too()
    {
        long[] others = [.. Enumerable.Range(0, 40).Select(i => 4_000_000_000 + i).Where(row => RowSplit.Of(row) != Part.Training)];
        Assert.Equal([4, 12, 13, 14, 18, 21, 23, 34], others.Select(row => row - 4_000_000_000));
    }
}
