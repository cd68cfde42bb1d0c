using Microsoft.ML.LowRank.Quality.Ctr.Compression;

namespace Microsoft.ML.LowRank.Quality.Tests;

public class NonInferiorityTests
{
    [Fact]
    public void The_interval_is_Students_of_the_paired_differences()
    {
        // Differences 0.001 to 0.005: mean 0.003, deviation 0.0015811; the 95th percentile of t with 4 degrees of freedom is 2.1318.
        var found = NonInferiority.Of([0.901, 0.802, 0.703, 0.604, 0.505], [0.9, 0.8, 0.7, 0.6, 0.5]);

        Assert.Equal(0.003, found.Mean, 12);
        Assert.Equal(2.1318 * Math.Sqrt(2.5e-6 / 5), found.HalfWidth, 9);
        Assert.Equal("+0.0030 ± 0.0015", $"{found}");
    }

    [Theory]
    [InlineData(0, 0.00099, true)]
    [InlineData(0, 0.0011, false)]
    [InlineData(-0.0012, 0.0001, false)]
    [InlineData(0.004, 0.0049, true)]
    [InlineData(0.01, double.NaN, false)]
    public void It_holds_where_the_whole_interval_is_above_the_margin(double mean, double halfWidth, bool holds) =>
        Assert.Equal(holds, new NonInferiority(mean, halfWidth).Holds);

    [Fact]
    public void Unpaired_values_are_refused() => Assert.Throws<ArgumentException>(() => NonInferiority.Of([0.5, 0.6], [0.5]));
}
