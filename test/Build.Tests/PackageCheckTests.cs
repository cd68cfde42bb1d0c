using System.IO.Compression;

namespace LowRank.Build.Tests;

public sealed class PackageCheckTests : IDisposable
{
    private const string MLNet = "<dependency id='Microsoft.ML' version='[5.0.0, 6.0.0)' />";
    private static readonly string[] Ours = ["README.md", "lib/net10.0/Microsoft.ML.LowRank.dll", "lib/net10.0/Microsoft.ML.LowRank.xml"];
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void A_package_as_it_should_be_has_no_problem() =>
        Assert.Empty(Problems(MLNet + "<dependency id='LowRank.ML.Core' version='[0.1.0]' />", Ours));

    [Theory]
    [InlineData("<dependency id='Microsoft.ML' version='5.0.0' />", "Microsoft.ML 5.0.0")]
    [InlineData("<dependency id='LowRank.ML.Core' version='0.1.0' />", "exactly")]
    [InlineData("<dependency id='Microsoft.ML.Standin' version='0.1.0' />", "stand-in")]
    public void A_wrong_dependency_is_named(string dependency, string named) =>
        Assert.Contains(named, Assert.Single(Problems(dependency, Ours)), StringComparison.Ordinal);

    [Fact]
    public void An_assembly_of_mlnet_in_the_package_is_named() =>
        Assert.Contains("Microsoft.ML.Core.dll",
            Assert.Single(Problems(MLNet, [.. Ours, "lib/net10.0/Microsoft.ML.Core.dll"])), StringComparison.Ordinal);

    [Theory]
    [InlineData("README.md")]
    [InlineData("lib/net10.0/Microsoft.ML.LowRank.xml")]
    public void What_is_missing_is_named(string entry) =>
        Assert.Single(Problems(MLNet, [.. Ours.Where(name => name != entry)]));

    private IEnumerable<string> Problems(string dependencies, IEnumerable<string> entries)
    {
        File.Delete(_path);
        using (var package = ZipFile.Open(_path, ZipArchiveMode.Create))
        {
            foreach (string entry in entries)
                package.CreateEntry(entry);
            using var nuspec = new StreamWriter(package.CreateEntry("x.nuspec").Open());
            nuspec.Write($"<package><metadata><dependencies>{dependencies}</dependencies></metadata></package>");
        }
        return PackageCheck.Problems(_path);
    }
}
