using System.Diagnostics;
using Microsoft.ML.LowRank.Perf;
using Microsoft.ML.LowRank.Quality.Sets;
using Microsoft.ML.LowRank.Samples;

namespace Microsoft.ML.LowRank.Quality.Harness;

/// <summary>Runs what a comparison has not yet done, trial by trial, and shows what came out.</summary>
internal sealed class ComparisonRun(IComparison comparison, RunSettings settings, TextWriter output)
{
    private const string NewPage = "# Results on real data\n";

    private readonly List<string> _failures = [];

    private int Seeds => settings.Seeds ?? comparison.Seeds;

    /// <returns>0, or 3 when something failed; what failed is tried again by the next run.</returns>
    public int Run()
    {
        string folder = Path.Combine(Repository.Root, "artifacts", "quality", comparison.Name, MLNet.ShortName);
        if (settings.Fresh && Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        var log = new OutcomeLog(Path.Combine(folder, "outcomes.jsonl"), Machine.Description);
        var chosen = Chosen();
        foreach (var set in chosen.Where(_ => settings.Again))
            log.Forget(set.Name, set.MostRows);
        var todo = (from seed in Enumerable.Range(1, Seeds)
                    from set in chosen
                    let missing = Missing(log, set, seed)
                    where missing.Count > 0
                    select (Set: set, Seed: seed, Methods: missing)).ToList();
        double expected = todo.Sum(item => comparison.SecondsFor(item.Set, item.Seed));
        output.WriteLine($"{comparison.Title}: {Sentence.Count(chosen.Count, "set", "sets")}, " +
            $"{Sentence.Count(Seeds, "seed", "seeds")}; ML.NET: {MLNet.Name}.");
        output.WriteLine($"{todo.Count} of {chosen.Count * Seeds} trials are to do, about {Countdown.Text(expected)} on two " +
            $"processors that do nothing else. Results go to {folder}; a run that is stopped goes on from there.");
        var countdown = new Countdown(expected);
        foreach (var ((set, seed, methods), index) in todo.Select((item, index) => (item, index)))
        {
            output.WriteLine($"[{index + 1}/{todo.Count}] {set.Name}, seed {seed}; about {countdown.Left} left");
            RunTrial(log, set, seed, methods, Path.Combine(folder, "parts"));
            countdown.Done(comparison.SecondsFor(set, seed));
        }
        Show(log, chosen);
        foreach (string failure in _failures)
            output.WriteLine($"Failed: {failure}");
        return _failures.Count == 0 ? 0 : 3;
    }

    private IReadOnlyList<QualitySet> Chosen()
    {
        var unknown = settings.Sets.Where(word => !comparison.Sets.Any(set => set.IsMeant(word))).ToList();
        if (unknown.Count > 0)
            throw new SampleException($"There is no set {Sentence.List(unknown, 9)}; there are " +
                $"{Sentence.List(comparison.Sets.Select(set => set.Name), 99)}, or regression, binary and multiclass.");
        return [.. comparison.Sets.Where(set => settings.Sets.Count == 0 || settings.Sets.Any(set.IsMeant))];
    }

    private List<string> Missing(OutcomeLog log, QualitySet set, int seed) =>
        [.. comparison.MethodsFor(set, seed).Where(method => !log.Has(set.Name, set.MostRows, seed, method))];

    private void RunTrial(OutcomeLog log, QualitySet set, int seed, IReadOnlyList<string> methods, string parts)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            Directory.CreateDirectory(parts);
            void Say(string text) => output.WriteLine($"    {watch.Elapsed.TotalSeconds,5:F0} s  {text}");
            var trial = new Trial(set, seed, settings.Data, parts, Say);
            foreach (var outcome in comparison.Run(trial, methods))
                log.Add(outcome);
        }
        catch (Exception e) when (e is not (OutOfMemoryException or SampleException))
        {
            // Others are still worth their time; the end says what is missing.
            output.WriteLine($"    failed: {e}");
        }
        foreach (string method in Missing(log, set, seed))
            _failures.Add($"{method} on {set.Name}, seed {seed}");
    }

    private void Show(OutcomeLog log, IReadOnlyList<QualitySet> chosen)
    {
        var outcomes = chosen.SelectMany(set => log.Of(set.Name, set.MostRows)).Where(o => o.Seed <= Seeds).ToList();
        if (outcomes.Count == 0)
            return;
        string machines = string.Join("; ", outcomes.Select(outcome => outcome.Machine).Distinct());
        string body = $"""
            ## {comparison.Title}

            {comparison.Page(outcomes).Trim()}

            Written by `./build.sh quality {comparison.Name}` on {DateTime.UtcNow:yyyy-MM-dd}. ML.NET: {MLNet.Name}. {machines}.
            """;
        output.WriteLine();
        output.WriteLine(body);
        bool isWhole = Seeds == comparison.Seeds && chosen.Count == comparison.Sets.Count && _failures.Count == 0;
        string? path = settings.Output ?? (isWhole ? Path.Combine(Repository.Root, "docs", comparison.PageName) : null);
        output.WriteLine();
        if (path is null)
            output.WriteLine("No page was written: it takes all sets, all methods and the usual seeds. --out writes what there is.");
        else
            MarkedSection.Write(path, comparison.Name, body, NewPage);
    }
}
