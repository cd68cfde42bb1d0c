using Microsoft.ML.LowRank.Testing;

namespace Microsoft.ML.LowRank.Tests.Stacking;

/// <summary>Probes and bad values of the options that penalised models and meta-learners share.</summary>
internal static class SharedOptions
{
    /// <summary>Of every fit, and of the folds that it makes.</summary>
    /// <param name="label">Another label of the task.</param>
    /// <param name="stratify">Whether classes are shared out.</param>
    public static IReadOnlyList<OptionProbe> Folds(string label, bool stratify) =>
    [
        Probe<CrossFitOptions>(nameof(CrossFitOptions.LabelColumnName), o => o.LabelColumnName = label),
        Probe<CrossFitOptions>(nameof(CrossFitOptions.ExampleWeightColumnName), o => o.ExampleWeightColumnName = "Weight"),
        Probe<CrossFitOptions>(nameof(CrossFitOptions.NumberOfFolds), o => o.NumberOfFolds = 4),
        Probe<CrossFitOptions>(nameof(CrossFitOptions.SamplingKeyColumnName), o => o.SamplingKeyColumnName = "Part"),
        Probe<CrossFitOptions>(nameof(CrossFitOptions.TimeColumnName), o => o.TimeColumnName = "Day"),
        new(nameof(CrossFitOptions.TimeGap), null, "Ignored without TimeColumnName; LeakageTests see the effect."),
        Probe<CrossFitOptions>(nameof(CrossFitOptions.FoldColumnName), o => o.FoldColumnName = "Part"),
        stratify
            ? Probe<CrossFitOptions>(nameof(CrossFitOptions.Stratify), o => o.Stratify = false)
            : new(nameof(CrossFitOptions.Stratify), null, "Ignored in regression."),
        Probe<CrossFitOptions>(nameof(CrossFitOptions.Seed), o => o.Seed = 2),
        new(nameof(CrossFitOptions.SkipInvalidRows), null, "Clean data have no invalid rows."),
        new(nameof(TrainingOptions.NumberOfThreads), null, "The model does not depend on it."),
        new(nameof(TrainingOptions.CancellationToken), null, "Nothing is cancelled."),
        new(nameof(TrainingOptions.OnCancellation), null, "Nothing is cancelled."),
        new(nameof(TrainingOptions.Progress), null, "Only tells of the fit."),
    ];

    public static IReadOnlyList<OptionProbe> Penalties =>
    [
        Probe<PenaltyOptions>(nameof(PenaltyOptions.Penalties), o => o.Penalties = PenaltyKinds.Lasso),
        Probe<PenaltyOptions>(nameof(PenaltyOptions.L1Ratios), o => (o.Penalties, o.L1Ratios) = (PenaltyKinds.ElasticNet, [0.2])),
        Probe<PenaltyOptions>(nameof(PenaltyOptions.NumberOfPenalties), o => o.NumberOfPenalties = 4),
        Probe<PenaltyOptions>(nameof(PenaltyOptions.PenaltyChoice), o => o.PenaltyChoice = PenaltyChoice.OneStandardError),
    ];

    public static IReadOnlyList<OptionProbe> Meta(bool isRegression) =>
    [
        Probe<MetaLearnerOptions>(nameof(MetaLearnerOptions.MetaLearner), o => o.MetaLearner = MetaLearner.NonNegative),
        new(nameof(MetaLearnerOptions.LimitPredictions), null,
            "No prediction of these data leaves the limits; StackingFitterTests see one that does."),
        Probe<MetaLearnerOptions>(nameof(MetaLearnerOptions.Deduplicate), o => o.Deduplicate = false),
        Probe<MetaLearnerOptions>(nameof(MetaLearnerOptions.RedundancyCorrelation), o => o.RedundancyCorrelation = 1),
        Probe<MetaLearnerOptions>(nameof(MetaLearnerOptions.RedundancyError), o => o.RedundancyError = 0),
        Probe<MetaLearnerOptions>(nameof(MetaLearnerOptions.Statistics), o => o.Statistics = false),
        Probe<MetaLearnerOptions>(nameof(MetaLearnerOptions.Interactions), o => o.Interactions = false),
        Probe<MetaLearnerOptions>(nameof(MetaLearnerOptions.PassthroughColumnName), o => o.PassthroughColumnName = "Extra"),
        isRegression ? new(nameof(MetaLearnerOptions.Loss), null, "Ignored in regression.")
            : Probe<MetaLearnerOptions>(nameof(MetaLearnerOptions.Loss), o => o.Loss = MetaLoss.Squared),
        Probe<MetaLearnerOptions>(nameof(MetaLearnerOptions.Blend), o => o.Blend = MetaBlend.Best),
        Probe<MetaLearnerOptions>(nameof(MetaLearnerOptions.BlendPower), o => o.BlendPower = 8),
    ];

    public static IReadOnlyList<BadOptions> BadFolds =>
    [
        Bad<CrossFitOptions>("an empty label name", o => o.LabelColumnName = "", "LabelColumnName"),
        Bad<CrossFitOptions>("an empty weight name", o => o.ExampleWeightColumnName = "", "ExampleWeightColumnName"),
        Bad<CrossFitOptions>("two folds", o => o.NumberOfFolds = 2, "NumberOfFolds is 2", "at least 3"),
        Bad<CrossFitOptions>("two ways to make folds", o => (o.SamplingKeyColumnName, o.FoldColumnName) = ("Group", "Part"),
            "Only one of", "SamplingKeyColumnName", "FoldColumnName"),
        Bad<CrossFitOptions>("an empty fold name", o => o.FoldColumnName = "", "FoldColumnName") with { Combines = false },
        Bad<CrossFitOptions>("a negative gap", o => o.TimeGap = -1, "TimeGap is -1"),
        Bad<CrossFitOptions>("a gap that is not a number", o => o.TimeGap = double.NaN, "TimeGap is NaN") with { Combines = false },
        Bad<TrainingOptions>("threads below 0", o => o.NumberOfThreads = -1, "NumberOfThreads", "-1"),
        Bad<TrainingOptions>("an unknown cancellation", o => o.OnCancellation = (CancellationBehavior)9, "OnCancellation", "9"),
        Bad<PenaltyOptions>("unknown penalties", o => o.Penalties = (PenaltyKinds)64, "Penalties is 64"),
        Bad<PenaltyOptions>("one penalty", o => o.NumberOfPenalties = 1, "NumberOfPenalties is 1"),
        Bad<PenaltyOptions>("a share of 1", o => o.L1Ratios = [0.5, 1], "L1Ratios"),
        Bad<PenaltyOptions>("no shares", o => o.L1Ratios = [], "L1Ratios") with { Combines = false },
        Bad<PenaltyOptions>("an unknown choice", o => o.PenaltyChoice = (PenaltyChoice)5, "PenaltyChoice is 5"),
    ];

    public static IReadOnlyList<BadOptions> BadMeta =>
    [
        Bad<MetaLearnerOptions>("an unknown meta-learner", o => o.MetaLearner = (MetaLearner)77, "MetaLearner is 77"),
        Bad<MetaLearnerOptions>("an unknown loss", o => o.Loss = (MetaLoss)3, "Loss is 3"),
        Bad<MetaLearnerOptions>("an unknown blend", o => o.Blend = (MetaBlend)4, "Blend is 4"),
        Bad<MetaLearnerOptions>("a correlation of 0", o => o.RedundancyCorrelation = 0, "RedundancyCorrelation is 0"),
        Bad<MetaLearnerOptions>("a correlation that is not a number", o => o.RedundancyCorrelation = double.NaN,
            "RedundancyCorrelation is NaN") with { Combines = false },
        Bad<MetaLearnerOptions>("a negative redundancy", o => o.RedundancyError = -0.1, "RedundancyError is -0.1"),
        Bad<MetaLearnerOptions>("an infinite power", o => o.BlendPower = double.PositiveInfinity, "BlendPower"),
        Bad<MetaLearnerOptions>("an empty passthrough name", o => o.PassthroughColumnName = "", "PassthroughColumnName"),
    ];

    public static OptionProbe Probe<T>(string property, Action<T> set)
        where T : class => new(property, options => set((T)options));

    public static BadOptions Bad<T>(string name, Action<T> set, params string[] said)
        where T : class => new(name, options => set((T)options), said);

    /// <summary>Applies how a fit is to be run.</summary>
    public static T Run<T>(this T options, RunOptions run)
        where T : CrossFitOptions
    {
        options.Seed = run.Seed ?? 1;
        options.NumberOfThreads = run.NumberOfThreads ?? 0;
        options.CancellationToken = run.CancellationToken;
        options.Progress = Immediate.Of(run.Progress);
        return options;
    }
}
