using System.Text;
using Microsoft.ML.LowRank.Perf;
using Microsoft.ML.LowRank.Quality.Harness;
using Microsoft.ML.LowRank.Quality.Sets;
using Microsoft.ML.LowRank.Samples.Learning;
using Microsoft.ML.LowRank.Samples.Tables;

namespace Microsoft.ML.LowRank.Quality.Ctr;

/// <summary>What the numbers of training do on the validation rows of the generated log. What it shows stands in <see cref="GeneratedModel"/>.</summary>
internal sealed class GeneratedTuning : IComparison
{
    private static readonly QualitySet Log = new("3,000,000 rows", "", "click", LearningTask.Binary) { MostRows = 3_000_000 };

    public string Name => "ctr-generated-tuning";

    public string Title => "The generated log: numbers of training, tried on validation rows";

    public string PageName => "ctr-results.md";

    public IReadOnlyList<QualitySet> Sets { get; } = [Log];

    public int Seeds => 1;

    public IReadOnlyList<string> MethodsFor(QualitySet set, int seed) => [.. Tried.Select(MethodOf)];

    public double SecondsFor(QualitySet set, int seed) => 30 * Tried.Count;

    public IEnumerable<Outcome> Run(Trial trial, IReadOnlyList<string> methods)
    {
        using var sets = new GeneratedSets(trial.Set.MostRows, trial.Say);
        foreach (var outcome in SideBySide.Run(trial, trial.Set.MostRows, methods, method =>
        {
            var model = Tried.First(own => MethodOf(own) == method);
            return GeneratedNetwork.Run(sets.For(model), model, Part.Validation);
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
            One pass over {Log.Name}, AUC on {GeneratedRows.ValidationRows:N0} validation rows; one number at a time is changed, the best is bold.


            """);
        var table = new MarkdownTable("Model", "Tried", "Validation AUC");
        foreach (var group in Tried.GroupBy(model => model.Name))
        {
            double best = group.Max(model => results.Mean(Log.Name, MethodOf(model), CtrOutcome.ValidationAucName));
            foreach (var model in group)
            {
                double area = results.Mean(Log.Name, MethodOf(model), CtrOutcome.ValidationAucName);
                table.Add(model.Name, model.Numbers, Cells.Bold($"{area:F4}", area == best));
            }
        }
        return text.Append(table).ToString();
    }

    private static string MethodOf(GeneratedModel model) => $"{model.Name}: {model.Numbers}";

    private static IReadOnlyList<GeneratedModel> Tried { get; } =
    [
        .. Vary(GeneratedModel.LogisticRegression, rates: [5e-4, 2e-3], finals: [1]),
        .. Vary(GeneratedModel.FactorizationMachine,
            rates: [7.5e-4, 3e-3], deviations: [0.02, 0.1], dimensions: [4, 16], penalties: [1e-5, 1e-4], finals: [1]),
        .. Vary(GeneratedModel.FieldAware, rates: [3e-3]),
        .. Vary(GeneratedModel.DeepFm, rates: [1e-3, 4e-3], deviations: [0.1], finals: [1]),
        .. Vary(GeneratedModel.Dcn2, rates: [2e-3]),
    ];

    private static IEnumerable<GeneratedModel> Vary(GeneratedModel model, double[]? rates = null, double[]? deviations = null,
        int[]? dimensions = null, double[]? penalties = null, double[]? finals = null) =>
        new[] { model }
            .Concat((rates ?? []).Select(rate => model with { LearningRate = rate }))
            .Concat((deviations ?? []).Select(deviation => model with { Deviation = deviation }))
            .Concat((dimensions ?? []).Select(dimension => model with { Dimension = dimension }))
            .Concat((penalties ?? []).Select(penalty => model with { Penalty = penalty }))
            .Concat((finals ?? []).Select(final => model with { FinalRateFactor = final }))
            .DistinctBy(MethodOf);
}
