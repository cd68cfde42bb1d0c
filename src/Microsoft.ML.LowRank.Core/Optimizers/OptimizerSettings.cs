namespace Microsoft.ML.LowRank.Optimizers;

/// <summary>The numbers of an optimiser.</summary>
internal sealed record OptimizerSettings
{
    public OptimizerKind Kind { get; init; }

    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Share of the first moment, or of the velocity, that is kept from step to step.</summary>
    public double FirstDecay { get; init; } = 0.9;

    public double SecondDecay { get; init; } = 0.999;

    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Decoupled weight decay of dense parameters, for <see cref="OptimizerKind.AdamW"/>.</summary>
    public double WeightDecay { get; init; }

    /// <summary>λ of (λ/2)‖row‖², whose gradient is added for the rows of tables in the batch.</summary>
    public double TablePenalty { get; init; }

    /// <summary>The gradient of all parameters together is scaled down to this norm; 0 for never.</summary>
    public double LargestNorm { get; init; }
}
