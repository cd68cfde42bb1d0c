using System.Text;
using Microsoft.ML.LowRank.Perf;
using Microsoft.ML.LowRank.Quality.Harness;
using Microsoft.ML.LowRank.Quality.Sets;

namespace Microsoft.ML.LowRank.Quality.Ctr.Compression;

/// <summary>What the numbers of compression do, on rows of the training part alone. What it shows are the defaults of <see cref="NetworkCompressionOptions"/>.</summary>
internal sealed class CompressionTuning : IComparison
{
    private static readonly CtrModel[] Models = [CtrModel.Main[0], CtrModel.Main[1]];

    /// <summary>One number at a time is changed.</summary>
    private static IReadOnlyList<(string Name, Action<NetworkCompressionOptions> Set)> Tried { get; } =
    [
        ("where it began", _ => { }),
        ("feature epochs 0", own => own.FeatureEpochs = 0),
        ("feature epochs 2", own => own.FeatureEpochs = 2),
        ("no fine-tuning", own => own.FineTuningEpochs = 0),
        ("fine-tuning epochs 5", own => own.FineTuningEpochs = 5),
        ("fine-tuning epochs 10", own => own.FineTuningEpochs = 10),
        ("learning rate 0.0001", own => own.LearningRate = 1e-4),
        ("learning rate 0.0003", own => own.LearningRate = 3e-4),
        ("learning rate 0.001", own => own.LearningRate = 1e-3),
        ("labels alone", own => own.DistillationShare = 0),
        ("answers 0.5", own => own.DistillationShare = 0.5),
        ("answers 0.9", own => own.DistillationShare = 0.9),
        ("answers alone", own => own.DistillationShare = 1),
        ("SVD", own => own.Method = FactorMethod.Svd),
        ("Fisher-weighted SVD", own => own.Method = FactorMethod.FisherWeightedSvd),
        ("shifted ReLU between factors", own => own.InnerActivation = InnerActivation.Shifted),
    ];

    /// <summary>What looked good, together and against the control.</summary>
    private static IReadOnlyList<(string Name, Action<NetworkCompressionOptions> Set)> Together { get; } =
    [
        With(3e-4, 5, 0.5, 1),
        With(1e-3, 5, 0.5, 1),
        With(1e-3, 10, 0.5, 1),
        With(1e-3, 10, 0.9, 1),
        With(1e-3, 10, 0.5, 0),
        With(5e-4, 10, 0.5, 1),
        With(5e-4, 10, 0.9, 1),
    ];

    private static (string Name, Action<NetworkCompressionOptions> Set) With(double rate, int epochs, double answers, int featureEpochs) => (
        $"rate {rate}, {featureEpochs} + {epochs} epochs, answers {answers}",
        own => (own.LearningRate, own.FineTuningEpochs, own.DistillationShare, own.FeatureEpochs, own.MeasureControl) =
            (rate, epochs, answers, featureEpochs, true));

    public string Name => "ctr-compression-tuning";

    public string Title => "Compression: its numbers, chosen without the test parts";

    public string PageName => "compression-results.md";

    public IReadOnlyList<QualitySet> Sets { get; } = [.. CompressionSets.All.Select(set => set.Set)];

    public int Seeds => 2;

    public IReadOnlyList<string> MethodsFor(QualitySet set, int seed) =>
        [.. from model in Models from tried in Tried.Concat(Together) select MethodOf(model, tried.Name)];

    public double SecondsFor(QualitySet set, int seed) => 5 * MethodsFor(set, seed).Count;

    public IEnumerable<Outcome> Run(Trial trial, IReadOnlyList<string> methods)
    {
        var set = CtrSets.Of(trial.Set);
        var table = set.Read(trial.DataFolder).WithoutTest();
        using var rows = new EncodedTable(table);
        var originals = Models.ToDictionary(model => model, model => new Lazy<CtrModelParameters>(
            () => Original.Of(trial, rows, model, set.Settings)));
        foreach (var outcome in SideBySide.Run(trial, rows.RowCount, methods, method =>
        {
            var (model, tried) = (from own in Models from other in Tried.Concat(Together) where MethodOf(own, other.Name) == method select (own, other)).Single();
            var options = new NetworkCompressionOptions { LearningRate = 3e-4, FineTuningEpochs = 5, DistillationShare = 0.5, FeatureEpochs = 1, MeasureControl = false };
            tried.Set(options);
            return CompressionRun.Run(originals[model].Value, rows, options, trial.Seed, judgesUntrained: false);
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
            Four times smaller, two seeds. The test parts are not read: a quarter of the training rows is held out of all training and
            judges, and the validation part ends trainings as it does elsewhere. Cells are the change of the AUC in 10⁻⁴ against the original;
            one number at a time is changed, from a rate of 0.0003, 1 + 5 epochs (on features, then fine-tuning), half of the target the original's answers, and directions
            of output features. The last columns are the mean and the least of all cells.


            """);
        text.Append(Table(results, Tried.Select(tried => tried.Name), CompressionValues.Original));
        text.Append("\nSeveral numbers at once, against the original:\n\n").Append(Table(results, Together.Select(tried => tried.Name), CompressionValues.Original));
        text.Append("\nThe same against the original after as much training by the same numbers:\n\n").Append(Table(results, Together.Select(tried => tried.Name), CompressionValues.Control));
        return text.ToString();
    }

    private MarkdownTable Table(Results results, IEnumerable<string> names, string other)
    {
        var table = new MarkdownTable(["Tried", .. from set in Sets from model in Models select $"{set.Name}, {model.Name}", "Mean", "Least"]);
        foreach (string tried in names)
        {
            double[] changes = [.. from set in Sets from model in Models select Change(results, set, MethodOf(model, tried), other)];
            table.Add([tried, .. changes.Select(Cell), Cell(changes.Average()), Cell(changes.Min())]);
        }
        return table;
    }

    private static string Cell(double change) => double.IsFinite(change) ? $"{change * 1e4:+0.0;−0.0;0.0}" : "–";

    private static double Change(Results results, QualitySet set, string method, string other) =>
        results.Mean(set.Name, method, CompressionValues.Name(CompressionValues.FineTuned, Scores.Auc))
        - results.Mean(set.Name, method, CompressionValues.Name(other, Scores.Auc));

    private static string MethodOf(CtrModel model, string tried) => $"{model.Name}: {tried}";
}
