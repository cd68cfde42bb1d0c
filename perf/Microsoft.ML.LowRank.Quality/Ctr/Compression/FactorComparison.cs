using System.Text;
using Microsoft.ML.LowRank.Perf;
using Microsoft.ML.LowRank.Quality.Harness;
using Microsoft.ML.LowRank.Quality.Sets;

namespace Microsoft.ML.LowRank.Quality.Ctr.Compression;

/// <summary>How far compression goes, and by which directions: factors and methods, before and after training.</summary>
internal sealed class FactorComparison : IComparison
{
    private static readonly CtrModel Model = CtrModel.Main[0];
    private static readonly double[] Factors = [2, 4, 8, 16];

    private static readonly (string Name, FactorMethod Method, bool Quantizes)[] Ways =
    [
        ("output features", FactorMethod.OutputFeatures, false),
        ("SVD", FactorMethod.Svd, false),
        ("Fisher-weighted SVD", FactorMethod.FisherWeightedSvd, false),
        ("output features, tables in bytes", FactorMethod.OutputFeatures, true),
    ];

    public string Name => "ctr-compression-factors";

    public string Title => "How much smaller, and by which directions";

    public string PageName => "compression-results.md";

    public IReadOnlyList<QualitySet> Sets { get; } = [CompressionSets.All[0].Set, CompressionSets.All[2].Set];

    public int Seeds => 2;

    public IReadOnlyList<string> MethodsFor(QualitySet set, int seed) =>
        [.. from factor in Factors from way in Ways select MethodOf(factor, way.Name)];

    public double SecondsFor(QualitySet set, int seed) => 3 * MethodsFor(set, seed).Count;

    public IEnumerable<Outcome> Run(Trial trial, IReadOnlyList<string> methods)
    {
        var set = CompressionSets.Of(trial.Set);
        using var rows = set.Read(trial.DataFolder);
        var original = Original.Of(trial, rows, Model, set.Settings);
        foreach (var outcome in SideBySide.Run(trial, rows.RowCount, methods, method =>
        {
            var (factor, way) = (from own in Factors from other in Ways where MethodOf(own, other.Name) == method select (own, other)).Single();
            try
            {
                return CompressionRun.Run(original, rows, new NetworkCompressionOptions
                {
                    Ranks = RankRule.Smaller(factor),
                    Method = way.Method,
                    QuantizeTables = way.Quantizes,
                    MeasureControl = false,
                }, trial.Seed, judgesUntrained: true);
            }
            catch (InvalidOperationException e)
            {
                // That there is no such model is an outcome, too.
                return new MethodOutcome(new Dictionary<string, double>(), 0, e.Message);
            }
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
            {Model.Name}, two seeds: the AUC on the test part, of the compressed network before any training and after it, and how many times
            smaller the model file became. A cell without a number could not be made: what is never factored (linear weights, vocabularies)
            is larger than what was asked for. Tables in bytes count in the file's size, so what they save is spent on ranks.


            """);
        foreach (var set in Sets.Where(set => results.Methods(set.Name).Any()))
        {
            double Mean(string method, string network, string what) => results.Mean(set.Name, method, CompressionValues.Name(network, what));
            var originals = MethodsFor(set, 1).Select(method => Mean(method, CompressionValues.Original, Scores.Auc)).Where(double.IsFinite).ToList();
            text.Append($"\n### {set.Name}: the original's AUC is {originals[0]:F4}\n\n");
            var table = new MarkdownTable("Smaller", "Directions", "AUC before training", "After", "Parameters", "File");
            foreach (double factor in Factors)
            {
                foreach (var (way, _, _) in Ways)
                {
                    string method = MethodOf(factor, way);
                    string Times(string what) => Cell(
                        Mean(method, CompressionValues.Original, what) / Mean(method, CompressionValues.FineTuned, what), "F2");
                    table.Add($"{factor} times", way, Cell(Mean(method, CompressionValues.Compressed, Scores.Auc), "F4"),
                        Cell(Mean(method, CompressionValues.FineTuned, Scores.Auc), "F4"), Times(CompressionValues.Parameters), Times(CompressionValues.Bytes));
                }
            }
            text.Append(table);
        }
        return text.ToString();
    }

    private static string Cell(double value, string format) => double.IsFinite(value) ? value.ToString(format) : "–";

    private static string MethodOf(double factor, string way) => $"{factor} times, {way}";
}
