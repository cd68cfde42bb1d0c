namespace Microsoft.ML.LowRank.Stacking;

/// <summary>When a prediction counts as a copy of a better one, or as saying nothing.</summary>
internal sealed record RedundancySettings
{
    /// <summary>
    /// The thresholds, units and order of the original publication (Mohammad and Meherab, arXiv 2602.12469).
    /// </summary>
    public static RedundancySettings Published { get; } = new()
    {
        MeanSquaredDifference = 0.01,
        Variance = 0.01,
        Raw = true,
    };

    /// <summary>Least correlation of a copy.</summary>
    public double Correlation { get; init; } = 0.95;

    /// <summary>
    /// Whether a negative correlation counts as well; the mean squared difference must be small in any case.
    /// </summary>
    public bool AbsoluteCorrelation { get; init; }

    /// <summary>Largest mean squared difference of a copy, as a share of the target's variance unless raw.</summary>
    public double MeanSquaredDifference { get; init; } = 0.01;

    /// <summary>
    /// Largest variance of a near-constant prediction, as a share of the target's variance unless raw.
    /// </summary>
    public double Variance { get; init; } = 1e-6;

    /// <summary>
    /// Thresholds are in the target's own unit, squared, so that they mean something else for every target; and
    /// near-constant predictions are dropped last, so that they may first displace others.
    /// </summary>
    public bool Raw { get; init; }
}
