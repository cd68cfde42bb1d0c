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
    private static readonly QualitySet Log = new("500,000 rows", "", "click", LearningTask.Binary) { MostRows = 500_000 };

    private static readonly double[] Rates = [1e-3, 2e-3, 4e-3, 8e-3];
    private static readonly int[] Batches = [512, 1_024, 4_096];
    private static readonly double[] Penalties = [0, 1e-5, 1e-4, 1e-3];
    private static readonly int[] Dimensions = [4, 8];

    public string Name => "ctr-generated-tuning";

    public string Title => "The generated log: numbers of training, tried on validation rows";

    public string PageName => "ctr-results.md";

    public IReadOnlyList<QualitySet> Sets { get; } = [Log];

    public int Seeds => 1;

    public IReadOnlyList<string> MethodsFor(QualitySet set, int seed) => [.. Tried.Select(MethodOf)];

    public double SecondsFor(QualitySet set, int seed) => 7 * Tried.Count;

    public IEnumerable<Outcome> Run(Trial trial, IReadOnlyList<string> methods)
    {
        using var rows = new GeneratedRows(trial.Set.MostRows, GeneratedComparison.LeastCount);
        trial.Say($"{rows.Encoder.TableRows} ids");
        foreach (var outcome in SideBySide.Run(trial, trial.Set.MostRows, methods, method =>
            GeneratedNetwork.Run(rows, Tried.First(model => MethodOf(model) == method), Part.Validation)))
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

    private static IReadOnlyList<GeneratedModel> Tried { get; } = [.. new[] { GeneratedModel.FactorizationMachine, GeneratedModel.DeepFm }.SelectMany(
        model => (IEnumerable<GeneratedModel>)[
            .. Rates.Select(rate => model with { LearningRate = rate }),
            .. Batches.Select(batch => model with { BatchSize = batch }),
            .. Penalties.Select(penalty => model with { Penalty = penalty }),
            .. Dimensions.Select(dimension => model with { Dimension = dimension }),
        ]).DistinctBy(MethodOf)];
}
