using System.Globalization;
using System.Text;
using Microsoft.ML.LowRank.Perf;
using Microsoft.ML.LowRank.Quality.Harness;
using Microsoft.ML.LowRank.Quality.Sets;

namespace Microsoft.ML.LowRank.Quality.AnyLoss;

/// <summary>The comparison as tables.</summary>
internal sealed class AnyLossPage(bool isTuning, IReadOnlyList<QualitySet> sets, IReadOnlyList<Outcome> outcomes)
{
    private const double Close = 0.005;

    public override string ToString()
    {
        var text = new StringBuilder(
            $"""
            {(isTuning ? $"The sets that defaults were chosen on; *{AnyLossMethod.Chosen}* became the default, and is what others are compared with here." : "The sets that were kept for this: no default was chosen on them.")} {sets.Count(set => outcomes.Any(o => o.Set == set.Name))} sets, at most
            {AnyLossSets.MostRows:N0} rows of each, {AnyLossTrial.OuterFolds} stratified folds, small sets divided in two ways. In every fold each method chooses one of {AnyLossMethod.Penalties.Length} penalties (of {AnyLossMethod.Decays.Length}
            decays for networks) by the metric on {AnyLossTrial.InnerFolds} inner folds; *tuned threshold* chooses that on the same rows. Every method is scored at its own rule;
            confusion matrices are added over the folds. Linear models run to convergence by L-BFGS with all rows, cross-entropy starting at
            the base rate; networks have one layer of 16 units and run all epochs of AdamW with a rate that falls to a hundredth. *soft metric* is the metric of the
            probabilities themselves, *AnyLoss 73* as published (on the probability, from a start at 0); both are trained by this package, which also moves the threshold of
            a model of one class. p is Wilcoxon's signed-rank test (exact) against {(isTuning ? "it" : "our default")}, after Holm over the other columns. Families of sets (yeast, glass, …)
            share rows, so sets are not independent and p is too small; *annthyroid* among the tuning sets and *thyroid* among the others come from one source.

            """);
        foreach (string model in outcomes.Select(o => o.Method[..o.Method.IndexOf(':', StringComparison.Ordinal)]).Distinct())
        {
            foreach (var metric in AnyLossComparison.Metrics)
                text.Append($"\n### {model}, {metric}\n\n").Append(Table(model, metric.Name));
        }
        if (!isTuning)
        {
            text.Append("\n### Set by set: F1 of linear models\n\n").Append(BySet("linear", "F1"));
            text.Append("\n### Set by set: F1 of networks\n\n").Append(BySet("network", "F1"));
        }
        return text.ToString();
    }

    private string Table(string model, string metric)
    {
        var (names, values) = Values(model, metric);
        if (names.Length == 0 || values.Length == 0)
            return "";
        double[] means = [.. names.Select((_, m) => values.Average(row => row[m]))];
        double[] ranks = [.. names.Select((_, m) => values.Average(row => 1 + row.Count(v => v > row[m]) + ((row.Count(v => v == row[m]) - 1) / 2.0)))];
        int own = Array.IndexOf(names, isTuning ? AnyLossMethod.Chosen : AnyLossMethod.Own);
        int[] others = [.. Enumerable.Range(0, names.Length).Where(m => m != own)];
        double[] probabilities = own < 0 ? [] : Holm.Correct([.. others.Select(m => Wilcoxon.Test([.. values.Select(row => row[own] - row[m])]))]);
        var table = new MarkdownTable("Method", "Mean", "Mean rank", "Ours is better, equal, worse", "p");
        foreach (int m in Enumerable.Range(0, names.Length).OrderBy(m => ranks[m]))
        {
            table.Add(names[m], Number(means[m], "F4"), Number(ranks[m], "F2"),
                m == own || own < 0 ? "" : $"{values.Count(row => row[own] > row[m])}, {values.Count(row => row[own] == row[m])}, {values.Count(row => row[own] < row[m])}",
                m == own || own < 0 ? "" : Number(probabilities[Array.IndexOf(others, m)], "F3"));
        }
        return table + (own < 0 || isTuning ? "" : Verdict(metric, means, own, others, probabilities));
    }

    private static string Verdict(string metric, double[] means, int own, int[] others, double[] probabilities)
    {
        bool isBeaten = others.Where((m, at) => means[m] > means[own] && probabilities[at] < 0.05).Any();
        bool isFirst = others.All(m => means[own] >= means[m]);
        double behind = Math.Max(0, others.Max(m => means[m]) - means[own]);
        return metric is "F1" or "MCC"
            ? $"\nAim, first or tied with the first by the test: **{(isFirst ? "met, first" : isBeaten ? $"missed, {Number(behind, "F4")} behind in the mean" : $"met, tied ({Number(behind, "F4")} behind in the mean)")}**.\n"
            : $"\nAim, within {Close} of the best mean: **{(behind <= Close ? "met" : "missed")}**, {Number(behind, "F4")} behind.\n";
    }

    private string BySet(string model, string metric)
    {
        var (names, values) = Values(model, metric);
        var table = new MarkdownTable(["Set", "Rows", .. names]);
        var present = Present(model);
        for (int at = 0; at < values.Length; at++)
            table.Add([present[at].Name, $"{outcomes.First(o => o.Set == present[at].Name).Rows:N0}", .. values[at].Select(v => Number(v, "F3"))]);
        return table.ToString();
    }

    private List<QualitySet> Present(string model) => [.. sets.Where(set => outcomes.Any(o => o.Set == set.Name && o.Method.StartsWith(model + ":", StringComparison.Ordinal)))];

    /// <summary>By set, the means over seeds of every method; what is not a number is 0.</summary>
    private (string[] Names, double[][] Values) Values(string model, string metric)
    {
        var own = outcomes.Where(o => o.Method.StartsWith(model + ":", StringComparison.Ordinal)).ToList();
        string[] names = [.. own.Select(o => o.Method[(model.Length + 2)..]).Distinct()];
        string[] order = [.. AnyLossMethod.All.Concat(AnyLossMethod.Variants).Select(method => method.Name).Where(names.Contains)];
        return (order, [.. Present(model).Select(set => order.Select(name => own.Where(o => o.Set == set.Name && o.Method == $"{model}: {name}")
            .Select(o => double.IsFinite(o.Values[metric]) ? o.Values[metric] : 0).DefaultIfEmpty(0).Average()).ToArray())]);
    }

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
