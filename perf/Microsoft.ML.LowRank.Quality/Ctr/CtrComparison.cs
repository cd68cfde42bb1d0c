using Microsoft.ML.LowRank.Quality.Harness;
using Microsoft.ML.LowRank.Quality.Sets;

namespace Microsoft.ML.LowRank.Quality.Ctr;

/// <summary>Our networks against the same networks in PyTorch, on the same encoded rows with the same numbers.</summary>
internal sealed class CtrComparison : IComparison
{
    private const int SeedsOfDense = 1;

    public string Name => "ctr";

    public string Title => "Click-through-rate models against the same models in PyTorch";

    public string PageName => "ctr-results.md";

    public IReadOnlyList<QualitySet> Sets => CtrSets.Sets;

    public int Seeds => 5;

    // The question is whether ours and the same rules in PyTorch agree; what stands beside them needs fewer seeds.
    public IReadOnlyList<string> MethodsFor(QualitySet set, int seed)
    {
        var same = new[] { CtrMethod.Ours, CtrMethod.Sparse };
        var networks = from model in CtrModel.Main
                       from engine in seed <= SeedsOfDense ? CtrMethod.Engines : same
                       select CtrMethod.Name(model, engine);
        if (seed > 1)
            return [.. networks];
        var others = from model in CtrModel.Others where set == Sets[0] from engine in same select CtrMethod.Name(model, engine);
        return [.. networks, .. others, CtrMethod.Trees, CtrMethod.Linear];
    }

    // Measured while others used the machine too.
    public double SecondsFor(QualitySet set, int seed) => 6 * MethodsFor(set, seed).Count;

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

    public string Page(IReadOnlyList<Outcome> outcomes) => new CtrPage(
        Sets, [.. outcomes.Where(outcome => MethodsFor(Sets.First(set => set.Name == outcome.Set), outcome.Seed).Contains(outcome.Method))]).ToString();
}
