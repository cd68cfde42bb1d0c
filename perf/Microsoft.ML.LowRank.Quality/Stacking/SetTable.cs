using Microsoft.ML.LowRank.Perf;
using Microsoft.ML.LowRank.Quality.Harness;
using Microsoft.ML.LowRank.Quality.Sets;
using Microsoft.ML.LowRank.Samples.Learning;

namespace Microsoft.ML.LowRank.Quality.Stacking;

/// <summary>What the sets are, and how good and how different their base learners are.</summary>
internal sealed class SetTable(Results results, IReadOnlyList<Outcome> outcomes)
{
    public string Of(IReadOnlyList<QualitySet> part)
    {
        var table = new MarkdownTable(
            "Set", "Predicts", "Rows", "Best learner on test rows", "its error", "worst / best", "Learners in the stack", "Seconds to combine");
        foreach (var set in part)
        {
            string metric = Scores.MainFor(set.Task);
            var learners = results.Learners(set.Name)
                .Select(name => (Name: name, Error: results.Mean(set.Name, StackingPage.LearnerPrefix + name, metric)))
                .OrderBy(learner => learner.Error).ToList();
            double used = results.Mean(set.Name, CombinationMethod.Stack, StackingPage.UsedLearners);
            table.Add(
                set.Name,
                Predicts(set),
                $"{outcomes.First(outcome => outcome.Set == set.Name).Rows:N0}",
                learners[0].Name,
                $"{metric} {Cells.Number(learners[0].Error)}",
                $"{learners[^1].Error / learners[0].Error:F2}",
                $"{used:F1} of {learners.Count}",
                $"{results.Seconds(set.Name, CombinationMethod.Stack).Average():F2}");
        }
        return table.ToString();
    }

    private static string Predicts(QualitySet set) => set.Task switch
    {
        LearningTask.Regression => set.Scale is null ? set.Label : set.ScaleName,
        LearningTask.Binary => $"{set.Label}, two classes",
        _ => $"{set.Label}, several classes",
    };
}

/// <summary>The base learners among the outcomes.</summary>
internal static class LearnerResults
{
    public static IEnumerable<string> Learners(this Results results, string set) => results.Methods(set)
        .Where(method => method.StartsWith(StackingPage.LearnerPrefix, StringComparison.Ordinal))
        .Select(method => method[StackingPage.LearnerPrefix.Length..]);
}
