namespace Microsoft.ML.LowRank.Testing;

/// <summary>
/// What an estimator claims of itself; a check of something that is not claimed is skipped, and says
/// so.
/// </summary>
[Flags]
public enum EstimatorTraits
{
    None = 0,

    /// <summary>Fit reads <see cref="EstimatorFixture.LabelColumn"/>.</summary>
    UsesLabel = 1,

    /// <summary>
    /// Its model's Score is a margin with its threshold at 0, with Probability and PredictedLabel where
    /// present.
    /// </summary>
    BinaryClassifier = 2,

    /// <summary>Its model's Score is a vector of class probabilities.</summary>
    MulticlassClassifier = 4,

    /// <summary>
    /// A weight of k is k copies of the row, a weight of 0 none. Closed-form and full-batch methods claim
    /// it.
    /// </summary>
    WeightsAreCounts = 8,

    /// <summary>
    /// The order of the training rows does not matter beyond
    /// <see cref="EstimatorFixture.FitTolerance"/>.
    /// </summary>
    FitIgnoresRowOrder = 16,

    /// <summary>Fit draws random numbers, and another seed gives another model.</summary>
    UsesSeed = 32,

    /// <summary>Any number of threads gives the same model to the last bit.</summary>
    ThreadsGiveSameBits = 64,

    /// <summary>A row with a missing input has only missing numbers in its outputs.</summary>
    MissingGivesMissing = 128,

    /// <summary>Its progress ends at 1 and never falls.</summary>
    ReportsProgress = 256,

    /// <summary>Heeds a cancellation token.</summary>
    CanBeCancelled = 512,
}
