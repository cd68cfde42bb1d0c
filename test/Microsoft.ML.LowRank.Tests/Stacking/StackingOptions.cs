using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Testing;
using Options = Microsoft.ML.LowRank.RegularizedStackingTrainer.Options;

namespace Microsoft.ML.LowRank.Tests.Stacking;

/// <summary>Every option of RegularizedStacking, with what it changes, and values that must be refused.</summary>
internal static class StackingOptions
{
    // Two learners that are nearly the same, so that leaving one out shows; contexts of their own, for learners outlive one.
    private static StackingLearner[] Numbers =>
    [
        new("ridge", Learners.Ridge(new MLContext(1))),
        new("twin", Learners.Ridge(new MLContext(1), penalties: PenaltyKinds.Lasso)),
        new("extra", Learners.Ridge(new MLContext(1), features: "Extra")),
    ];

    private static StackingLearner[] Flags =>
    [
        new("logistic", Learners.Logistic(new MLContext(1))),
        new("twin", Learners.Logistic(new MLContext(1), l2: 1.05f)),
        new("extra", Learners.Logistic(new MLContext(1), features: "Extra")),
    ];

    public static OptionsFixture Regression => Of(PredictionTask.Regression, "Number", "Day", () => Numbers);

    public static OptionsFixture Binary => Of(PredictionTask.BinaryClassification, "Flag", "OtherFlag", () => Flags);

    private static OptionsFixture Of(PredictionTask task, string label, string otherLabel, Func<StackingLearner[]> learners)
        => OptionsFixture.For(() => StackingFixtures.Usual(label, learners()),
            (context, options) => StackingFixtures.Create(context, task, options)) with
        {
            Probes =
            [
                .. SharedOptions.Folds(otherLabel, stratify: task != PredictionTask.Regression),
                .. SharedOptions.Penalties, .. SharedOptions.Meta(task == PredictionTask.Regression),
                SharedOptions.Probe<Options>(nameof(Options.Learners), o => o.Learners = [.. o.Learners.Take(1)]),
                SharedOptions.Probe<Options>(nameof(Options.FinalModels), o => o.FinalModels = StackingFinalModels.AverageFolds),
                new(nameof(Options.OnLearnerFailure), null, "No learner fails; LearnerFailureTests see the effect."),
                new(nameof(Options.OutOfFold), null, "Saves fits and changes nothing; OutOfFoldTests see the effect."),
                new(nameof(Options.EarlierModel), null, "Saves fits and changes nothing; OutOfFoldTests see the effect."),
            ],
            Bad =
            [
                .. SharedOptions.BadFolds, .. SharedOptions.BadMeta,
                SharedOptions.Bad<Options>("one name twice", o => o.Learners = [o.Learners[0], o.Learners[0]], "Learners", "2 times"),
                SharedOptions.Bad<Options>("no learners", o => o.Learners = [], "Learners names no base learner") with { Combines = false },
                SharedOptions.Bad<Options>("a learner of null", o => o.Learners = [null!], "Learners") with { Combines = false },
                SharedOptions.Bad<Options>("unknown final models", o => o.FinalModels = (StackingFinalModels)6, "FinalModels is 6"),
                SharedOptions.Bad<Options>("an unknown failure", o => o.OnLearnerFailure = (LearnerFailure)8, "OnLearnerFailure is 8"),
                SharedOptions.Bad<Options>("an earlier model that is no stack",
                    o => o.EarlierModel = new TransformerChain<ITransformer>(), "EarlierModel holds no stack"),
            ],
        };
}
