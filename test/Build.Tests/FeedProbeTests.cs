namespace LowRank.Build.Tests;

public class FeedProbeTests
{
    [Theory]
    [InlineData("p.csproj : error NU1101: Unable to find package Microsoft.ML.")]
    [InlineData("p.csproj : error NU1102: Unable to find package Microsoft.ML with version (>= 5.0.0 && < 6.0.0)")]
    [InlineData("p.csproj : error NU1103: Unable to find a stable package Microsoft.ML with version (>= 5.0.0)")]
    [InlineData("p.csproj : error NU1603: Warning As Error: Microsoft.ML 5.0.0 was not found. 5.0.1 was resolved instead.")]
    [InlineData("a : error NU1101: Unable to find package A.\nb : error NU1102: Unable to find package B")]
    public void No_such_package_means_no(string output) =>
        Assert.Equal(FeedAnswer.No, FeedProbe.Classify(1, output));

    [Theory]
    [InlineData("p.csproj : error NU1301: Unable to load the service index for source")]
    [InlineData("a : error NU1101: Unable to find package A.\nb : error NU1301: Unable to load the service index")]
    [InlineData("MSBUILD : error MSB1009: Project file does not exist.")]
    [InlineData("Killed")]
    public void Any_other_failure_is_no_answer(string output) =>
        Assert.Equal(FeedAnswer.Failed, FeedProbe.Classify(1, output));

    [Fact]
    public void Success_means_yes_whatever_was_warned_of() =>
        Assert.Equal(FeedAnswer.Yes, FeedProbe.Classify(0, "warning NU1507: There are 2 package sources defined"));
}
