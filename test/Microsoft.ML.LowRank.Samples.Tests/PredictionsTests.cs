using Microsoft.ML.LowRank.Samples.Learning;

namespace Microsoft.ML.LowRank.Samples.Tests;

public class PredictionsTests
{
    [Fact]
    public void Numbers_survive_the_file_to_the_last_bit()
    {
        using var file = TemporaryFile.Of("0.1,-3.4028235E+38\n1E-45,0.33333334\nNaN,-0\n");
        using var copy = TemporaryFile.Of("");
        var read = Predictions.Read(file.Path);
        read.Write(copy.Path);
        Assert.Equal(3, read.Count);
        Assert.Equal(0, read.LargestDifference(Predictions.Read(copy.Path)));
        Assert.Equal(
            File.ReadAllText(file.Path), File.ReadAllText(copy.Path).Replace("\r\n", "\n", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("1\n2\n", "1\n2\n", 0)]
    [InlineData("1,2\n3,4\n", "1,2\n3,4.5\n", 0.5)]
    [InlineData("1\n2\n", "1\n", double.PositiveInfinity)]
    [InlineData("1,2\n", "1\n", double.PositiveInfinity)]
    [InlineData("NaN\n", "1\n", double.PositiveInfinity)]
    [InlineData("NaN\n", "NaN\n", 0)]
    public void The_largest_difference_is_found(string mine, string theirs, double expected)
    {
        using var a = TemporaryFile.Of(mine);
        using var b = TemporaryFile.Of(theirs);
        Assert.Equal(expected, Predictions.Read(a.Path).LargestDifference(Predictions.Read(b.Path)));
    }
}
