using Microsoft.ML.LowRank.Perf;
using Microsoft.ML.LowRank.Quality.Harness;
using Microsoft.ML.LowRank.Quality.Sets;

namespace Microsoft.ML.LowRank.Quality.Stacking;

/// <summary>Methods side by side, over sets that are judged by the same error.</summary>
internal sealed class MethodTables(Results results)
{
    private const string Stack = CombinationMethod.Stack;

    /// <summary>The error of the best single learner, and of the others their ratio to it, seed by seed.</summary>
    public string Ratios(IReadOnlyList<QualitySet> sets)
    {
        if (sets.Count == 0)
            return "";
        string metric = Scores.MainFor(sets[0].Task);
        string[] methods = Compared(sets);
        var table = new MarkdownTable(["Set", .. methods]);
        foreach (var set in sets)
        {
            double best = methods.Min(method => results.Mean(set.Name, method, metric));
            string Cell(string method) => method == CombinationMethod.BestSingle
                ? Cells.Spread(results.Values(set.Name, method, metric))
                : Cells.Spread(results.Ratios(set.Name, method, CombinationMethod.BestSingle, metric), 4);
            table.Add([set.Name, .. methods.Select(method =>
                Cells.Bold(Cell(method), results.Mean(set.Name, method, metric) == best))]);
        }
        return table.ToString();
    }

    /// <summary>A measure of which more is better, for the sets that have it.</summary>
    public string Percents(IReadOnlyList<QualitySet> sets, string metric)
    {
        var having = sets.Where(set => results.Values(set.Name, Stack, metric).Length > 0).ToList();
        if (having.Count == 0)
            return "";
        string[] methods = Compared(sets);
        var table = new MarkdownTable(["Set", .. methods]);
        foreach (var set in having)
        {
            double best = methods.Max(method => results.Mean(set.Name, method, metric));
            string Cell(string method) =>
                Cells.Spread([.. results.Values(set.Name, method, metric).Select(value => 100 * value)], 2);
            table.Add([set.Name, .. methods.Select(method =>
                Cells.Bold(Cell(method), results.Mean(set.Name, method, metric) == best))]);
        }
        return table.ToString();
    }

    /// <summary>Ranks, and the stack against each of the others.</summary>
    public string Together(IReadOnlyList<QualitySet> sets)
    {
        if (sets.Count == 0)
            return "";
        string metric = Scores.MainFor(sets[0].Task);
        string[] methods = Compared(sets);
        double[][] ranks = [.. sets.Select(set => Summary.Ranks([.. methods.Select(m => results.Mean(set.Name, m, metric))]))];
        var table = new MarkdownTable(
            "Method", "Average rank", "Best on", "Stack wins – loses", "p of a sign test", $"Stack's {metric} / its");
        foreach (var (index, method) in methods.Index())
        {
            string[] own = [$"{ranks.Average(rank => rank[index]):F2}", $"{ranks.Count(rank => rank[index] == 1)}"];
            if (method == Stack)
            {
                table.Add([Cells.Bold(method, true), .. own, "", "", ""]);
                continue;
            }
            var (wins, losses) = WinsAndLosses(sets, _ => method);
            table.Add([method, .. own, $"{wins} – {losses}", $"{Summary.SignTest(wins, losses):F3}",
                $"{Summary.GeometricMean(sets.Select(set => Ratio(set, Stack, method))):F4}"]);
        }
        return $"{table}\n{AgainstTheBest(sets)}\n";
    }

    /// <summary>The stack with one choice changed.</summary>
    public string Variants(IReadOnlyList<QualitySet> sets)
    {
        if (sets.Count == 0)
            return "";
        var table = new MarkdownTable(
            "Changed", $"{Scores.MainFor(sets[0].Task)} / stack's", "Stack wins – loses", "smallest", "largest");
        foreach (string method in Names(sets, role => role == MethodRole.Variant))
        {
            var (wins, losses) = WinsAndLosses(sets, _ => method);
            var ratios = sets.Select(set => (set.Name, Ratio: Ratio(set, method, Stack))).OrderBy(pair => pair.Ratio).ToList();
            table.Add(method, $"{Summary.GeometricMean(ratios.Select(pair => pair.Ratio)):F4}", $"{wins} – {losses}",
                $"{ratios[0].Ratio:F4} ({ratios[0].Name})", $"{ratios[^1].Ratio:F4} ({ratios[^1].Name})");
        }
        return table.ToString();
    }

    /// <summary>The hardest comparison: with whichever baseline turns out to be the best on the test rows.</summary>
    private string AgainstTheBest(IReadOnlyList<QualitySet> sets)
    {
        string Best(QualitySet set) => Names(sets, role => role == MethodRole.Baseline)
            .MinBy(method => results.Mean(set.Name, method, Scores.MainFor(set.Task)))!;
        string Loss(QualitySet set) => $"{set.Name} ({Best(set)} is ahead by {100 * (Ratio(set, Stack, Best(set)) - 1):F2} %)";
        var (wins, losses) = WinsAndLosses(sets, Best);
        string lost = losses == 0 ? "" : $" It loses on {string.Join(", ", sets.Where(set => Difference(set, Best(set)) > 0).Select(Loss))}.";
        return "Against the best of the others on every set, chosen after the fact by its error on the test rows, the stack wins on "
            + $"{wins} and loses on {losses}.{lost}";
    }

    private static string[] Compared(IReadOnlyList<QualitySet> sets) => Names(sets, role => role != MethodRole.Variant);

    private static string[] Names(IReadOnlyList<QualitySet> sets, Func<MethodRole, bool> isWanted) =>
        [.. CombinationMethod.For(sets[0].Task).Where(method => isWanted(method.Role)).Select(method => method.Name)];

    private (int Wins, int Losses) WinsAndLosses(IReadOnlyList<QualitySet> sets, Func<QualitySet, string> otherOf) =>
        (sets.Count(set => Difference(set, otherOf(set)) < 0), sets.Count(set => Difference(set, otherOf(set)) > 0));

    private double Difference(QualitySet set, string other)
    {
        string metric = Scores.MainFor(set.Task);
        return results.Mean(set.Name, Stack, metric) - results.Mean(set.Name, other, metric);
    }

    private double Ratio(QualitySet set, string method, string to) =>
        Summary.GeometricMean(results.Ratios(set.Name, method, to, Scores.MainFor(set.Task)));
}
