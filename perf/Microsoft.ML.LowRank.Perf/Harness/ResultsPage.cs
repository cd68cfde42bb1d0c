using System.Text.RegularExpressions;

namespace Microsoft.ML.LowRank.Perf;

/// <summary>The page of measured results: a head, and one section per benchmark that a new run replaces.</summary>
internal sealed partial class ResultsPage(string path)
{
    private const string Head =
        """
        # Measured results

        Written by `./build.sh bench`; `./build.sh bench <name>` replaces one section. Ratios compare runs of the same
        minutes on the same machine with equal threads; above 1 we are faster. Times on shared machines swing, ratios
        by about ±0.1.

        """;

    /// <summary>Writes or replaces the section of a benchmark; the order of the registry is kept.</summary>
    public void Replace(IBenchmark benchmark, string body, IEnumerable<string> order)
    {
        var sections = File.Exists(path) ? Read(File.ReadAllText(path)) : [];
        sections[benchmark.Name] =
            $"""
            ## {benchmark.Title}

            {benchmark.Description.Trim()}

            {body.Trim()}

            {DateTime.UtcNow:yyyy-MM-dd}, {Machine.Description}.
            """;
        var text = Head;
        foreach (var name in order.Where(sections.ContainsKey))
        {
            text += $"\n<!-- bench {name} -->\n{sections[name]}\n<!-- end {name} -->\n";
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllText(path, text.ReplaceLineEndings("\n"));
    }

    private static Dictionary<string, string> Read(string text) =>
        Section().Matches(text).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);

    [GeneratedRegex(@"<!-- bench (\S+) -->\n(.*?)\n<!-- end \1 -->", RegexOptions.Singleline)]
    private static partial Regex Section();
}
