using Microsoft.ML.LowRank.Quality.Harness;

namespace Microsoft.ML.LowRank.Quality.Tests;

public class SummaryTests
{
    [Fact]
    public void Equal_values_share_the_mean_of_their_ranks()
    {
        Assert.Equal([2.5, 1, 4, 2.5], Summary.Ranks([5, 1, 9, 5]));
    }

    [Fact]
    public void The_deviation_is_that_of_a_sample()
    {
        Assert.Equal(Math.Sqrt(2), Summary.Deviation([1, 3]), 1e-12);
        Assert.Equal(0, Summary.Deviation([7]));
    }

    [Theory]
    [InlineData(5, 5, 1)]
    [InlineData(10, 0, 2.0 / 1024)]
    [InlineData(1, 9, 22.0 / 1024)]
    public void The_sign_test_counts_splits_that_are_as_uneven(int wins, int losses, double expected)
    {
        Assert.Equal(expected, Summary.SignTest(wins, losses), 1e-12);
    }

    [Theory]
    [InlineData(0.012345678, "0.01235")]
    [InlineData(3.14159, "3.142")]
    [InlineData(123456, "123456")]
    [InlineData(double.NaN, "–")]
    public void Numbers_have_four_digits_and_no_exponent(double value, string expected)
    {
        Assert.Equal(expected, Cells.Number(value));
    }
}
