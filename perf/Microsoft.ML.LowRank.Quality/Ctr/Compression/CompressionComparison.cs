using Microsoft.ML.LowRank.Quality.Harness;
using Microsoft.ML.LowRank.Quality.Sets;

namespace Microsoft.ML.LowRank.Quality.Ctr.Compression;

/// <summary>Networks four times smaller against what they were, and against what they were after as much training.</summary>
internal sealed class CompressionComparison : IComparison
{
    /// <summary>One rule for all networks and sets; all else is as it is by default.</summary>
    public static NetworkCompressionOptions Options => new() { Ranks = RankRule.Smaller(4) };

    public string Name => "ctr-compression";

    public string Title => "Networks four times smaller";

    public string PageName => "compression-results.md";

    public IReadOnlyList<QualitySet> Sets { get; } = [.. CompressionSets.All.Select(set => set.Set)];

    public int Seeds => 5;

    public IReadOnlyList<string> MethodsFor(QualitySet set, int seed) => [.. CtrModel.Main.Select(model => model.Name)];

    public double SecondsFor(QualitySet set, int seed) => CompressionSets.Of(set).Seconds;

    public IEnumerable<Outcome> Run(Trial trial, IReadOnlyList<string> methods)
    {
        var set = CompressionSets.Of(trial.Set);
        using var rows = set.Read(trial.DataFolder);
        foreach (var outcome in SideBySide.Run(trial, rows.RowCount, methods, method =>
        {
            var model = CtrModel.Main.Single(own => own.Name == method);
            return CompressionRun.Run(Original.Of(trial, rows, model, set.Settings), rows, Options, trial.Seed, judgesUntrained: true);
        }))
        {
            yield return outcome;
        }
    }

    public string Page(IReadOnlyList<Outcome> outcomes) => new CompressionPage(Sets, outcomes).ToString();
}
