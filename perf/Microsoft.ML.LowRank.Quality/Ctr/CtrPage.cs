using System.Text;
using Microsoft.ML.LowRank.Perf;
using Microsoft.ML.LowRank.Quality.Harness;
using Microsoft.ML.LowRank.Quality.Sets;

namespace Microsoft.ML.LowRank.Quality.Ctr;

/// <summary>The outcomes of networks as a section of a page.</summary>
internal sealed class CtrPage(IReadOnlyList<QualitySet> sets, IReadOnlyList<Outcome> outcomes)
{
    private readonly Results _results = new(outcomes);

    public override string ToString()
    {
        var text = new StringBuilder(
            $"""
            Ours and PyTorch's networks are given the very same encoded rows and the same numbers, and differ in their random numbers.
            *Sparse* follows our rules: the penalty and the steps of Adam reach the vectors that a batch looks up. *Dense* is what
            PyTorch does without further thought: every step penalises and moves all vectors, and the penalty has a number of its own.
            Training goes on until {CtrSettings.Adult.Patience} epochs in a row had no better AUC on the validation part; the best
            weights are judged on the test part. Cells are means over seeds ± standard deviation. *Within* says whether ours and sparse
            differ by no more than {PairedDifference.Margin} or two standard errors of the mean difference. Every training has one
            thread, and two run side by side. *Seeds* are those of ours and sparse; dense, the trees and the linear model have one.

            """);
        text.Append('\n').Append(Numbers());
        foreach (var set in sets.Where(set => _results.Methods(set.Name).Any()))
        {
            text.Append($"\n### {set.Name}: AUC\n\n").Append(Metric(set.Name, Scores.Auc, higherIsBetter: true));
            text.Append($"\n### {set.Name}: log loss\n\n").Append(Metric(set.Name, Scores.LogLoss, higherIsBetter: false));
            text.Append($"\n### {set.Name}: epochs and seconds of training\n\n").Append(Costs(set.Name));
        }
        return text.ToString();
    }

    private static string Numbers()
    {
        var table = new MarkdownTable(
            "Set", "D (FFM)", "Dropout", "Batch", "Learning rate", "λ", "λ, dense", "Patience", "Plateau factor", "Largest norm");
        foreach (var set in CtrSets.All)
        {
            var own = set.Settings;
            table.Add(set.Set.Name, $"{own.EmbeddingDimension} ({own.FieldAwareDimension})", $"{own.Dropout}", $"{own.BatchSize}",
                $"{own.LearningRate}", $"{own.Penalty:g}", $"{own.DensePenalty:g}", $"{own.Patience}", $"{own.PlateauFactor}", $"{own.GradientNorm}");
        }
        return table.ToString();
    }

    private string Metric(string set, string metric, bool higherIsBetter)
    {
        var table = new MarkdownTable("Model", "Seeds", "Ours", "PyTorch, sparse", "PyTorch, dense", "Ours − sparse", "Within");
        var models = Models(set);
        double sign = higherIsBetter ? 1 : -1;
        string[] singles = [CtrMethod.Trees, CtrMethod.Linear];
        var all = from model in models from engine in CtrMethod.Engines select CtrMethod.Name(model, engine);
        double best = all.Concat(singles).Select(method => sign * _results.Mean(set, method, metric)).Where(double.IsFinite).Max();
        string Cell(string method)
        {
            double[] values = _results.Values(set, method, metric);
            return Cells.Bold(Cells.Spread(values, 4), values.Length > 0 && sign * values.Average() == best);
        }
        foreach (var model in models)
        {
            double[] ours = _results.Values(set, CtrMethod.Name(model, CtrMethod.Ours), metric);
            var difference = PairedDifference.Of(ours, _results.Values(set, CtrMethod.Name(model, CtrMethod.Sparse), metric));
            table.Add([model.Name, $"{ours.Length}", .. CtrMethod.Engines.Select(engine => Cell(CtrMethod.Name(model, engine))),
                $"{difference}", difference.IsWithin ? "yes" : "**no**"]);
        }
        var text = new StringBuilder($"{table}").Append('\n');
        foreach (string method in singles.Where(method => _results.Values(set, method, metric).Length > 0))
            text.Append($"{method}: {Cell(method)}.\n");
        return text.ToString();
    }

    private string Costs(string set)
    {
        var table = new MarkdownTable(["Model",
            .. CtrMethod.Engines.Select(engine => "Epochs: " + engine), .. CtrMethod.Engines.Select(engine => "Seconds: " + engine)]);
        foreach (var model in Models(set))
        {
            string[] methods = [.. CtrMethod.Engines.Select(engine => CtrMethod.Name(model, engine))];
            table.Add([model.Name, .. methods.Select(method => One(_results.Values(set, method, CtrOutcome.EpochsName))),
                .. methods.Select(method => One(_results.Seconds(set, method)))]);
        }
        return table.ToString();
    }

    private static string One(double[] values) => values.Length == 0 ? "–" : $"{values.Average():F1}";

    private List<CtrModel> Models(string set) =>
        [.. CtrModel.All.Where(model => CtrMethod.Engines.Any(engine => _results.Methods(set).Contains(CtrMethod.Name(model, engine))))];
}
