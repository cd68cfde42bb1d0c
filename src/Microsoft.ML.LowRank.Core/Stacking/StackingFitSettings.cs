namespace Microsoft.ML.LowRank.Stacking;

/// <summary>What the fit of a meta-learner must know beside the rows of base predictions.</summary>
internal sealed record StackingFitSettings
{
    public required PredictionTask Task { get; init; }

    /// <summary>Number of classes: 1 for a number and for two classes.</summary>
    public int ClassCount { get; init; } = 1;

    public required string[] LearnerNames { get; init; }

    /// <summary>For every learner whether its predictions are probabilities; otherwise they are numbers or margins.</summary>
    public required bool[] AreProbabilities { get; init; }

    /// <summary>Of numbers: what predictions are limited to, or null for no limits.</summary>
    public PredictionLimits? Limits { get; init; }

    /// <summary>Names of the columns that follow the predictions, and are passed through to the penalised models.</summary>
    public string[] PassthroughNames { get; init; } = [];

    public required MetaLearnerOptions Options { get; init; }

    public required FoldPlan Plan { get; init; }

    /// <summary>Learners that never came so far, and why.</summary>
    public IReadOnlyList<(string Name, string Reason)> LeftOut { get; init; } = [];

    /// <summary>What the report should say of the rows.</summary>
    public IReadOnlyList<string> Messages { get; init; } = [];

    /// <summary>Told what is being done, and which share of the fit is behind it.</summary>
    public Action<string, double>? Progress { get; init; }

    /// <summary>Cancelled when the fit shall end without a result.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Base predictions per learner.</summary>
    public int Width => Task == PredictionTask.MulticlassClassification ? ClassCount : 1;
}
