using Microsoft.ML.LowRank.Compression;

namespace Microsoft.ML.LowRank.Samples.Compress;

/// <summary>How the verb compresses.</summary>
internal sealed record CompressSettings
{
    /// <summary>The share of the variance that is kept when neither a rank nor a share is asked for.</summary>
    public const double DefaultEnergy = 0.99;

    /// <summary>Most directions, or null for the estimator's own ceiling.</summary>
    public int? Rank { get; init; }

    /// <summary>The share of the variance to keep, or null for as many directions as <see cref="Rank"/> allows.</summary>
    public double? Energy { get; init; }

    public LowRankMethod Method { get; init; }

    public int Seed { get; init; }

    /// <summary>0 means one per processor.</summary>
    public int Threads { get; init; }

    /// <exception cref="SampleException">A value is out of its range.</exception>
    public void Check()
    {
        if (Rank < 1)
            throw new SampleException($"--rank is {Rank}; it must be 1 or more.");
        if (Energy is not (null or > 0 and <= 1))
            throw new SampleException($"--energy is {Energy}; it must be above 0 and at most 1, as 0.95.");
        if (Threads < 0)
            throw new SampleException($"--threads is {Threads}; it must be 0 (one per processor) or more.");
    }

    /// <param name="width">How many features there are before compression.</param>
    /// <exception cref="SampleException">The rank is larger.</exception>
    public void CheckAgainst(int width)
    {
        if (Rank > width)
            throw new SampleException(
                $"--rank is {Rank}, but there are only {Sentence.Count(width, "feature", "features")} to compress; choose at " +
                $"most {width}.");
    }
}
