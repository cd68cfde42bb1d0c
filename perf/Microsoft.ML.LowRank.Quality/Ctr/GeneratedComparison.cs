using System.Text;
using Microsoft.ML.LowRank.Perf;
using Microsoft.ML.LowRank.Quality.Harness;
using Microsoft.ML.LowRank.Quality.Sets;
using Microsoft.ML.LowRank.Samples.Learning;
using Microsoft.ML.LowRank.Samples.Tables;

namespace Microsoft.ML.LowRank.Quality.Ctr;

/// <summary>Our networks after one pass over a log whose probabilities are known, against the best that there can be.</summary>
internal sealed class GeneratedComparison : IComparison
{
    private const string Best = "The true probability";
    private const string Additive = "The true effects of single fields";

    private static readonly int[] Sizes = [GeneratedRows.MostRows];

    public string Name => "ctr-generated";

    public string Title => "The generated log: one pass, against the best that there can be";

    public string PageName => "ctr-results.md";

    public IReadOnlyList<QualitySet> Sets { get; } =
        [.. Sizes.Select(size => new QualitySet($"{size:N0} rows", "", "click", LearningTask.Binary) { MostRows = size })];

    public int Seeds => 1;

    public IReadOnlyList<string> MethodsFor(QualitySet set, int seed) =>
        [Best, Additive, .. GeneratedModel.All.Select(model => model.Name)];

    public double SecondsFor(QualitySet set, int seed) => set.MostRows / 12_000;

    public IEnumerable<Outcome> Run(Trial trial, IReadOnlyList<string> methods)
    {
        using var sets = new GeneratedSets(trial.Set.MostRows, trial.Say);
        var truth = GeneratedRows.Truth();
        foreach (var outcome in SideBySide.Run(trial, trial.Set.MostRows, methods, method => method switch
        {
            Best => new CtrOutcome(truth.Auc, truth.LogLoss, double.NaN, 0, 0, 0),
            Additive => new CtrOutcome(truth.AdditiveAuc, double.NaN, double.NaN, 0, 0, 0),
            _ => Train(sets, GeneratedModel.All.Single(model => model.Name == method)),
        }))
        {
            yield return outcome;
        }
    }

    private static CtrOutcome Train(GeneratedSets sets, GeneratedModel model) =>
        GeneratedNetwork.Run(sets.For(model), model, Part.Test);

    public string Page(IReadOnlyList<Outcome> outcomes)
    {
        var results = new Results(outcomes);
        var sets = Sets.Where(set => results.Methods(set.Name).Any()).ToList();
        var text = new StringBuilder(
            $"""
            Rows of `generate`'s click log, made as they are read: 13 counts and 26 ids, ten pairs of fields with planted interactions.
            Networks are trained in one pass over the first rows, and judged on {GeneratedRows.TestRows:N0} fresh ones. The log is the same in
            every column, made for {GeneratedRows.MostRows:N0} rows; *behind* is how far an AUC is below that of the true probability, with the
            most rows.


            """);
        var table = new MarkdownTable(["AUC after one pass over", .. sets.Select(set => set.Name), "Behind", "Log loss", "Rows/s"]);
        var last = sets[^1];
        foreach (string method in MethodsFor(last, 1))
        {
            double area = results.Mean(last.Name, method, Scores.Auc);
            double seconds = results.Seconds(last.Name, method).DefaultIfEmpty(0).Average();
            var model = GeneratedModel.All.FirstOrDefault(own => own.Name == method);
            table.Add([
                model is null ? method : $"{method} ({model.Numbers})",
                .. sets.Select(set => $"{results.Mean(set.Name, method, Scores.Auc):F4}"),
                method == Best ? "" : $"{results.Mean(last.Name, Best, Scores.Auc) - area:F4}",
                double.IsFinite(results.Mean(last.Name, method, Scores.LogLoss)) ? $"{results.Mean(last.Name, method, Scores.LogLoss):F4}" : "",
                seconds > 0 ? $"{last.MostRows / seconds:N0}" : ""]);
        }
        return text.Append(table).ToString();
    }
}
