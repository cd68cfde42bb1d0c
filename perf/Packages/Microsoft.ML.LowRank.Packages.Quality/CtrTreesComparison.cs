using System.Diagnostics;
using Microsoft.ML.LowRank.Perf;
using Microsoft.ML.LowRank.Quality.Ctr;
using Microsoft.ML.LowRank.Quality.Harness;
using Microsoft.ML.LowRank.Quality.Sets;
using Microsoft.ML.LowRank.Quality.Stacking;
using Microsoft.ML.LowRank.Samples.Learning;
using Microsoft.ML.LowRank.Samples.Tables;

namespace Microsoft.ML.LowRank.Packages.Quality;

/// <summary>What ML.NET has for rows of categories and numbers, on the sets and parts of the click-through-rate models.</summary>
internal sealed class CtrTreesComparison : IComparison
{
    public string Name => "ctr-trees";

    public string Title => "ML.NET's own learners on the same parts";

    public string PageName => "ctr-results.md";

    public IReadOnlyList<QualitySet> Sets => CtrSets.Sets;

    public int Seeds => 1;

    public IReadOnlyList<string> MethodsFor(QualitySet set, int seed) => [.. CtrLearners.All.Select(learner => learner.Name)];

    public double SecondsFor(QualitySet set, int seed) => 120;

    public IEnumerable<Outcome> Run(Trial trial, IReadOnlyList<string> methods)
    {
        var table = CtrSets.Of(trial.Set).Read(trial.DataFolder);
        return SideBySide.Run(trial, table.RowCount, methods, method =>
            Run(trial, table, CtrLearners.All.Single(learner => learner.Name == method)));
    }

    public string Page(IReadOnlyList<Outcome> outcomes)
    {
        var results = new Results(outcomes);
        var sets = Sets.Where(set => results.Methods(set.Name).Any()).ToList();
        var table = new MarkdownTable(["Learner", .. sets.SelectMany(set => new[] { $"{set.Name}: AUC", "log loss", "seconds" })]);
        foreach (var learner in CtrLearners.All)
        {
            table.Add([learner.Name, .. sets.SelectMany(set => new[]
            {
                $"{results.Mean(set.Name, learner.Name, Scores.Auc):F4}",
                $"{results.Mean(set.Name, learner.Name, Scores.LogLoss):F4}",
                $"{results.Seconds(set.Name, learner.Name).DefaultIfEmpty(double.NaN).Average():F1}",
            })]);
        }
        var tried = CtrLearners.All.Select(learner => $"- {learner.Name}: {string.Join("; ", learner.Settings.Select(setting => setting.Words))}");
        return $"""
            The setting of each with the best AUC on the validation part is judged on the test part; seconds are of that fit alone.
            Tried were:

            {string.Join('\n', tried)}

            {table}
            """;
    }

    private static CtrOutcome Run(Trial trial, CtrTable table, CtrLearner learner)
    {
        var training = table.View(Part.Training);
        (ITransformer Model, double Auc, double Seconds)? best = null;
        foreach (var (words, make) in learner.Settings)
        {
            var context = new MLContext(trial.Seed);
            var watch = Stopwatch.StartNew();
            var model = make(context, training.Schema).Fit(training);
            double seconds = watch.Elapsed.TotalSeconds;
            double area = Judge(model, table.View(Part.Validation))[Scores.Auc];
            trial.Say($"{learner.Name}, {words}: AUC {area:F4} on the validation part, {seconds:F1} s");
            if (best is null || area > best.Value.Auc)
                best = (model, area, seconds);
        }
        var values = Judge(best!.Value.Model, table.View(Part.Test));
        return new CtrOutcome(values[Scores.Auc], values[Scores.LogLoss], best.Value.Auc, 0, 0, best.Value.Seconds);
    }

    private static Dictionary<string, double> Judge(ITransformer model, IDataView data) =>
        Scores.Of(Truth.Read(data), LearnerPredictions.Read(model, data).ToScored(LearningTask.Binary));
}
