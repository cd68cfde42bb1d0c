using System.Text;
using Microsoft.ML.LowRank.Perf;
using Microsoft.ML.LowRank.Quality.Harness;
using Microsoft.ML.LowRank.Quality.Sets;

namespace Microsoft.ML.LowRank.Quality.Ctr;

/// <summary>What the penalty on vectors of ids does on the validation parts. What it shows stands in <see cref="CtrSettings"/>.</summary>
internal sealed class CtrTuning : IComparison
{
    private static readonly CtrModel Model = CtrModel.Main[0];

    public string Name => "ctr-tuning";

    public string Title => "The penalty on vectors, chosen on the validation parts";

    public string PageName => "ctr-results.md";

    public IReadOnlyList<QualitySet> Sets => CtrSets.Sets;

    public int Seeds => 1;

    public IReadOnlyList<string> MethodsFor(QualitySet set, int seed) =>
        [.. from penalty in CtrSettings.Penalties from engine in CtrMethod.Engines select MethodOf(engine, penalty)];

    public double SecondsFor(QualitySet set, int seed) => 7 * MethodsFor(set, seed).Count;

    public IEnumerable<Outcome> Run(Trial trial, IReadOnlyList<string> methods)
    {
        using var own = new CtrTrial(trial);
        foreach (var outcome in own.Run(methods, method =>
        {
            double penalty = CtrSettings.Penalties.First(value => CtrMethod.Engines.Any(engine => MethodOf(engine, value) == method));
            string engine = CtrMethod.Engines.First(engine => MethodOf(engine, penalty) == method);
            var settings = CtrSets.Of(trial.Set).Settings with { Penalty = penalty, DensePenalty = penalty };
            return CtrMethod.Run(own, CtrMethod.Name(Model, engine), settings, trial.Seed);
        }))
        {
            yield return outcome;
        }
    }

    public string Page(IReadOnlyList<Outcome> outcomes)
    {
        var results = new Results(outcomes);
        var text = new StringBuilder(
            $"""
            {Model.Name}, one seed, AUC on the validation part. A set's penalty is the one with the best mean of *{CtrMethod.Ours}* and
            *{CtrMethod.Sparse}*, which follow the same rules; *{CtrMethod.Dense}*, where every step penalises all vectors, has its own.


            """);
        var table = new MarkdownTable(["Set", "", .. CtrSettings.Penalties.Select(penalty => $"λ = {penalty:g}")]);
        foreach (var set in Sets.Where(set => results.Methods(set.Name).Any()))
        {
            foreach (string engine in CtrMethod.Engines)
                table.Add([set.Name, engine, .. CtrSettings.Penalties.Select(penalty =>
                    results.Mean(set.Name, MethodOf(engine, penalty), CtrOutcome.ValidationAucName).ToString("F4"))]);
        }
        return text.Append(table).ToString();
    }

    private static string MethodOf(string engine, double penalty) => $"{engine}, λ = {penalty:g}";
}
