using Microsoft.ML.LowRank.Quality.Harness;
using Microsoft.ML.LowRank.Quality.Sets;

namespace Microsoft.ML.LowRank.Quality.Ctr;

/// <summary>Our networks against the same networks in PyTorch, on the same encoded rows with the same numbers.</summary>
internal sealed class CtrComparison : IComparison
{
    public string Name => "ctr";

    public string Title => "Click-through-rate models against the same models in PyTorch";

    public string PageName => "ctr-results.md";

    public IReadOnlyList<QualitySet> Sets => CtrSets.Sets;

    public int Seeds => 5;

    public IReadOnlyList<string> MethodsFor(QualitySet set, int seed)
    {
        var models = seed == 1 && set == Sets[0] ? CtrModel.All : CtrModel.Main;
        var networks = from model in models from engine in CtrMethod.Engines select CtrMethod.Name(model, engine);
        // Linear models have no seed.
        return [.. networks, CtrMethod.Trees, .. seed == 1 ? new[] { CtrMethod.Linear } : []];
    }

    public double SecondsFor(QualitySet set, int seed) => 7 * MethodsFor(set, seed).Count;

    public IEnumerable<Outcome> Run(Trial trial, IReadOnlyList<string> methods)
    {
        var settings = CtrSets.Of(trial.Set).Settings;
        using var own = new CtrTrial(trial);
        foreach (var outcome in own.Run(methods, method => method switch
        {
            CtrMethod.Trees => PeerNetwork.Run("trees.py", own.FlatFiles, trial.Seed, 1),
            CtrMethod.Linear => PeerNetwork.Run("linear.py", own.Files, trial.Seed, 1),
            _ => CtrMethod.Run(own, method, settings, trial.Seed),
        }))
        {
            yield return outcome;
        }
    }

    public string Page(IReadOnlyList<Outcome> outcomes) => new CtrPage(Sets, outcomes).ToString();
}
