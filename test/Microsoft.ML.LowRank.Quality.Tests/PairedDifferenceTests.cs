using Microsoft.ML.LowRank.Quality.Ctr;

namespace Microsoft.ML.LowRank.Quality.Tests;

public class PairedDifferenceTests
{
    [Fact]
    public void Mean_and_standard_error_are_those_of_the_differences()
    {
        var difference = PairedDifference.Of([0.91, 0.93, 0.95], [0.90, 0.90, 0.90]);

        Assert.Equal(0.03, difference.Mean, 12);
        // Deviation 0.02 of 0.01, 0.03 and 0.05.
        Assert.Equal(0.02 / Math.Sqrt(3), difference.StandardError, 12);
    }

    [Theory]
    [InlineData(0.002, double.NaN, true)]
    [InlineData(-0.0021, double.NaN, false)]
    [InlineData(-0.01, 0.005, true)]
    [InlineData(0.01, 0.0049, false)]
    [InlineData(double.NaN, double.NaN, false)]
    public void A_difference_counts_beyond_the_margin_and_two_standard_errors(double mean, double error, bool isWithin) =>
        Assert.Equal(isWithin, new PairedDifference(mean, error).IsWithin);

    [Fact]
    public void One_seed_has_no_standard_error()
    {
        var difference = PairedDifference.Of([0.5], [0.4]);

        Assert.True(double.IsNaN(difference.StandardError));
        Assert.Equal("+0.1000", $"{difference}");
    }
}
