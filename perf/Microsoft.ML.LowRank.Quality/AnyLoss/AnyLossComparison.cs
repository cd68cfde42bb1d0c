using System.Diagnostics;
using Microsoft.ML.LowRank.Quality.Harness;
using Microsoft.ML.LowRank.Quality.Sets;

namespace Microsoft.ML.LowRank.Quality.AnyLoss;

/// <summary>Training on a metric against cross-entropy with class weights or a tuned threshold, on many imbalanced sets.</summary>
/// <param name="isTuning">Whether defaults are chosen, on the sets that are there for it, rather than reported.</param>
internal sealed class AnyLossComparison(bool isTuning) : IComparison
{
    public static readonly ClassificationMetric[] Metrics =
        [ClassificationMetric.F1, ClassificationMetric.MatthewsCorrelation, ClassificationMetric.GeometricMean, ClassificationMetric.BalancedAccuracy];


    public string Name => isTuning ? "anyloss-tuning" : "anyloss";

    public string Title => isTuning ? "Training on a metric: how defaults were chosen" : "Training on a metric";

    public string PageName => "anyloss-results.md";

    public IReadOnlyList<QualitySet> Sets => isTuning ? AnyLossSets.Tuning : AnyLossSets.Reporting;

    public int Seeds => 2;

    private static IEnumerable<string> Models => ["linear", "network"];

    private IReadOnlyList<AnyLossMethod> Methods => isTuning ? [.. AnyLossMethod.All.Where(method => method.Name != AnyLossMethod.Own), .. AnyLossMethod.Variants] : AnyLossMethod.All;

    public IReadOnlyList<string> MethodsFor(QualitySet set, int seed) => seed > 1 && IsLarge(set) ? []
        : [.. from model in Models from method in Methods where model == "linear" || AnyLossMethod.All.Contains(method) || IsNetworkVariant(method) select $"{model}: {method.Name}"];

    // There are three times as many methods where defaults are chosen.
    public double SecondsFor(QualitySet set, int seed) => MethodsFor(set, seed).Count == 0 ? 0
        : (isTuning ? 3 : 1) * (set.MostRows > AnyLossSets.MostRows ? 400 : IsLarge(set) ? 70 : 9);

    public IEnumerable<Outcome> Run(Trial trial, IReadOnlyList<string> methods)
    {
        var data = LabelledMatrix.Read(trial.Set, trial.DataFolder, trial.Seed);
        var trials = Models.ToDictionary(model => model, model => new AnyLossTrial(data, model == "network", trial.Seed));
        return methods.AsParallel().WithExecutionMode(ParallelExecutionMode.ForceParallelism).WithMergeOptions(ParallelMergeOptions.NotBuffered)
            .WithDegreeOfParallelism(Environment.ProcessorCount).Select(name =>
            {
                var watch = Stopwatch.StartNew();
                int colon = name.IndexOf(':', StringComparison.Ordinal);
                var method = Methods.First(own => own.Name == name[(colon + 2)..]);
                var values = Metrics.ToDictionary(metric => metric.Name, metric => metric.Evaluate(trials[name[..colon]].Run(method, metric)));
                trial.Say(name);
                return trial.Outcome(name, data.Rows.Length, values, watch.Elapsed.TotalSeconds);
            });
    }

    public string Page(IReadOnlyList<Outcome> outcomes) => new AnyLossPage(isTuning, Sets, outcomes).ToString();

    // Networks take longer: of the variants only those that differ in kind.
    private static bool IsNetworkVariant(AnyLossMethod method) => method.Name.StartsWith("L 10", StringComparison.Ordinal) || method.TunesThreshold
        || method.Name is "L 4 on log-odds, share 0" or "L 20 on log-odds, share 0" or "L 4 to 40 on log-odds, share 0";

    private static bool IsLarge(QualitySet set) => set.File.EndsWith(".gz", StringComparison.Ordinal) || set.Name is "page-blocks0" or "segment0" or "abalone19";
}
