using System.CommandLine;
using Microsoft.ML.LowRank.Perf;
using Microsoft.ML.LowRank.Quality.Harness;
using Microsoft.ML.LowRank.Samples;

namespace Microsoft.ML.LowRank.Quality;

/// <summary>The command line: one verb per comparison.</summary>
internal static class QualityProgram
{
    private const int BadInput = 2;

    public static int Run(string[] args, IReadOnlyList<IComparison> comparisons)
    {
        try
        {
            var parsed = CommandLine(comparisons).Parse(args);
            if (parsed.Errors.Count > 0)
                throw new SampleException(string.Join(" ", parsed.Errors.Select(error => error.Message)));
            return parsed.Invoke(new() { EnableDefaultExceptionHandler = false });
        }
        catch (SampleException problem)
        {
            Console.Error.WriteLine(problem.Message);
            return BadInput;
        }
    }

    private static RootCommand CommandLine(IReadOnlyList<IComparison> comparisons)
    {
        var data = new Option<DirectoryInfo>("--data")
        {
            Description = "The folder of the data sets. By default ../shared/data beside the repository.",
            HelpName = "folder",
            DefaultValueFactory = _ => new DirectoryInfo(Path.Combine(Repository.Root, "..", "shared", "data")),
        };
        var sets = new Option<string[]>("--sets")
        {
            Description = "Only these sets, or sets of these tasks (regression, binary, multiclass); separated by commas.",
            HelpName = "names",
        };
        var seeds = new Option<int?>("--seeds")
        {
            Description = "How many seeds, from 1 on. By default as many as the page is of.",
            HelpName = "number",
        };
        var again = new Option<bool>("--again")
        {
            Description = "Judges all methods again, on what is kept of their common parts, such as the predictions of base learners.",
        };
        var fresh = new Option<bool>("--fresh") { Description = "Throws everything away that earlier runs left, and begins anew." };
        var page = new Option<string?>("--out")
        {
            Description = "The page to write. By default the comparison's page under docs, when all sets are through.",
            HelpName = "file",
        };
        var root = new RootCommand("Comparisons of methods on real data. A run that is stopped goes on where it was.");
        foreach (var comparison in comparisons)
        {
            // Real ML.NET has a namespace Microsoft.ML.Command, which would hide the type.
            var verb = new System.CommandLine.Command(comparison.Name, comparison.Title) { data, sets, seeds, again, fresh, page };
            verb.SetAction(parsed => new ComparisonRun(comparison, new RunSettings(
                Folder(parsed.GetValue(data)!), Words(parsed.GetValue(sets)), Seeds(parsed.GetValue(seeds)),
                parsed.GetValue(again), parsed.GetValue(fresh), parsed.GetValue(page)), Console.Out).Run());
            root.Subcommands.Add(verb);
        }
        root.SetAction(int (_) => throw new SampleException($"Which comparison? There is {Sentence.List(comparisons.Select(c => c.Name), 99)}."));
        return root;
    }

    private static IReadOnlyList<string> Words(string[]? lists) => [.. (lists ?? []).SelectMany(
        list => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];

    private static string Folder(DirectoryInfo folder) => folder.Exists
        ? folder.FullName
        : throw new SampleException($"There is no folder {folder.FullName}; --data says where the data sets are.");

    private static int? Seeds(int? seeds) => seeds is null or >= 1
        ? seeds
        : throw new SampleException($"--seeds is {seeds}; at least one is needed.");
}
