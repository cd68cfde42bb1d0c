using System.Text;
using Microsoft.ML.LowRank.Quality.Harness;
using Microsoft.ML.LowRank.Quality.Sets;
using Microsoft.ML.LowRank.Samples;
using Microsoft.ML.LowRank.Samples.Learning;

namespace Microsoft.ML.LowRank.Quality.Stacking;

/// <summary>The outcomes of stacks as a section of a page.</summary>
internal sealed class StackingPage(IReadOnlyList<QualitySet> sets, IReadOnlyList<Outcome> outcomes)
{
    /// <summary>What the outcomes of single base learners are called; a table of methods leaves them out.</summary>
    public const string LearnerPrefix = "learner: ";

    /// <summary>The value that says how many learners a method needs for a score.</summary>
    public const string UsedLearners = "learners used";

    private const string Intro =
        """
        Every trial draws rows of a set by its seed and holds a quarter of them back to judge by. Base learners are fitted once
        per trial, fold by fold in five folds and once on all training rows; all ways to combine them get the same
        out-of-fold predictions and the same fitted models. *Best single* is the learner with the smallest out-of-fold
        squared error, *Average* the plain mean, *NNLS* non-negative weights by least squares, *Selection* greedy selection
        with replacement by squared error, *Selection by log loss* the same by the measure that classes are judged by,
        *Plain ridge* a ridge (for classes logistic) on all predictions as they are, *Stack* ours as it is by default.
        All limit predictions of numbers to the labels' range and a quarter of it on either side, as the stack does by default;
        the others get that for nothing. Tables show means over seeds ± their standard deviation; the best of a row is bold.
        """;

    private readonly Results _results = new(outcomes);

    public override string ToString()
    {
        var text = new StringBuilder(Intro).Append('\n');
        var numbers = With(LearningTask.Regression);
        var classes = With(LearningTask.Binary).Concat(With(LearningTask.Multiclass)).ToList();
        foreach (var task in Enum.GetValues<LearningTask>().Order())
            text.Append(Learners(task));
        Add(text, "Sets and base learners", new SetTable(_results, outcomes).Of([.. numbers, .. classes]));
        var tables = new MethodTables(_results);
        Add(text, "Numbers: RMSE, of the others relative to the best single learner", tables.Ratios(numbers));
        Add(text, "Classes: log loss, of the others relative to the best single learner", tables.Ratios(classes));
        Add(text, "Classes: accuracy in percent", tables.Percents(classes, Scores.Accuracy));
        Add(text, "Two classes: area under the ROC curve in percent", tables.Percents(classes, Scores.Auc));
        Add(text, "Several classes: mean accuracy per class in percent", tables.Percents(classes, Scores.MacroAccuracy));
        Add(text, "All sets of numbers together", tables.Together(numbers));
        Add(text, "All sets of classes together", tables.Together(classes));
        Add(text, "What the stack's own choices are worth: numbers", tables.Variants(numbers));
        Add(text, "What the stack's own choices are worth: classes", tables.Variants(classes));
        return text.ToString();
    }

    private static void Add(StringBuilder text, string title, string table)
    {
        if (table.Length > 0)
            text.Append($"\n### {title}\n\n").Append(table);
    }

    private List<QualitySet> With(LearningTask task) =>
        [.. sets.Where(set => set.Task == task && _results.Values(set.Name, CombinationMethod.Stack, Scores.MainFor(task)).Length > 0)];

    private string Learners(LearningTask task)
    {
        string[] names = [.. With(task).SelectMany(set => _results.Learners(set.Name)).Distinct()];
        string what = task switch
        {
            LearningTask.Regression => "numbers",
            LearningTask.Binary => "two classes",
            _ => "several classes",
        };
        return names.Length == 0 ? "" : $"\nBase learners for {what}: {Sentence.List(names.Select(name => $"*{name}*"), 99)}.\n";
    }
}
