using System.Text.RegularExpressions;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Core.Tests.Tensors.Engine;

/// <summary>The page that a backend is written by names every operation, and none that there is not.</summary>
public sealed partial class OperationsTableTests
{
    [Fact]
    public void TheTableNamesTheOperationsOfTheInterface()
    {
        // Inside the assembly: a build that maps its sources' paths does not know where the page lies.
        using Stream stream = typeof(OperationsTableTests).Assembly.GetManifestResourceStream("architecture.md")!;
        using var reader = new StreamReader(stream);
        string page = reader.ReadToEnd();
        string section = page[page.IndexOf("## The operations of a backend", StringComparison.Ordinal)..];
        string[] named = [.. Row().Matches(section[..section.IndexOf("\n## ", 4, StringComparison.Ordinal)]).Select(row => row.Groups[1].Value)];

        string[] operations = [.. typeof(IComputeBackend).GetMethods().Select(method => method.Name)];

        Assert.Equal(operations.Order(), named.Where(name => !name.Contains('.')).Order());
    }

    [GeneratedRegex(@"^\| `([\w.]+)`", RegexOptions.Multiline)]
    private static partial Regex Row();
}
