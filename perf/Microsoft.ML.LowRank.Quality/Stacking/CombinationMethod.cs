using Microsoft.ML.LowRank.Samples.Learning;

namespace Microsoft.ML.LowRank.Quality.Stacking;

/// <summary>A way to combine base learners.</summary>
/// <param name="Name">Its name in tables.</param>
/// <param name="Role">What it is compared as.</param>
/// <param name="Choose">Sets the options of a stack; null for a way that a stack does not know.</param>
internal sealed record CombinationMethod(
    string Name, MethodRole Role, Action<RegularizedStackingTrainer.Options>? Choose)
{
    public const string BestSingle = "Best single";
    public const string Stack = "Stack";
    public const string SelectionByLogLoss = "Selection by log loss";
    public const string NoLimits = "No limits";

    private static readonly CombinationMethod[] Known =
    [
        new(BestSingle, MethodRole.Baseline, options => options.MetaLearner = MetaLearner.BestSingle),
        new("Average", MethodRole.Baseline, options => options.MetaLearner = MetaLearner.Average),
        new("NNLS", MethodRole.Baseline, options => options.MetaLearner = MetaLearner.NonNegative),
        new("Selection", MethodRole.Baseline, options => options.MetaLearner = MetaLearner.EnsembleSelection),
        new(SelectionByLogLoss, MethodRole.Baseline, null),
        new("Plain ridge", MethodRole.Baseline, options =>
        {
            options.Deduplicate = false;
            options.Statistics = false;
            options.Penalties = PenaltyKinds.Ridge;
        }),
        new(Stack, MethodRole.Ours, _ => { }),
        new("All learners", MethodRole.Variant, options => options.Deduplicate = false),
        new("No statistics", MethodRole.Variant, options => options.Statistics = false),
        new("Neither of both", MethodRole.Variant, options => options.Deduplicate = options.Statistics = false),
        new("Ridge only", MethodRole.Variant, options => options.Penalties = PenaltyKinds.Ridge),
        new(NoLimits, MethodRole.Variant, options => options.LimitPredictions = false),
        new("One standard error", MethodRole.Variant, options => options.PenaltyChoice = PenaltyChoice.OneStandardError),
    ];

    /// <summary>All that make sense for a task: numbers have no log loss, and classes no limits.</summary>
    public static IReadOnlyList<CombinationMethod> For(LearningTask task) =>
        [.. Known.Where(method => method.Name != (task == LearningTask.Regression ? SelectionByLogLoss : NoLimits))];
}

/// <summary>What a method is compared as.</summary>
internal enum MethodRole
{
    /// <summary>What others do.</summary>
    Baseline,

    /// <summary>The stack as it is by default.</summary>
    Ours,

    /// <summary>The stack with one choice changed, to see what that choice is worth.</summary>
    Variant,
}
