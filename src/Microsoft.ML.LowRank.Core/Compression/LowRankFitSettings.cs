namespace Microsoft.ML.LowRank.Compression;

/// <summary>What <see cref="LowRankFitter"/> is asked to do. The caller has checked the ranges.</summary>
internal sealed record LowRankFitSettings
{
    public LowRankMethod Method { get; init; } = LowRankMethod.Automatic;

    /// <summary>Most directions that are kept.</summary>
    public int RankCeiling { get; init; } = 16;

    /// <summary>Keep the fewest directions that hold this share of the energy. In (0, 1].</summary>
    public double? EnergyShare { get; init; }

    /// <summary>Keep at most the number of columns divided by this. At least 1.</summary>
    public double? CompressionRatio { get; init; }

    /// <summary>
    /// Drop the directions that cannot be told from white noise (Gavish and Donoho). Its deviation is estimated from
    /// the median singular value; by a method that does not know all, from the energy outside the directions kept.
    /// </summary>
    public bool NoiseFloor { get; init; }

    /// <summary>Standard deviation of the noise in every entry, for <see cref="NoiseFloor"/>; null when unknown.</summary>
    public double? NoiseDeviation { get; init; }

    public bool Center { get; init; } = true;

    public bool Whiten { get; init; }

    /// <summary>
    /// Ridge λ of <see cref="LowRankMethod.FisherWeighted"/>, in units of the mean variance of a column. Null for
    /// 1e-6 + 0.01 · min(1, columns / rows): enough against rounding, more where rows are few.
    /// </summary>
    public double? Ridge { get; init; }

    public int Seed { get; init; } = 1;

    /// <summary>Number of threads; 0 for all cores. The result does not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>Memory in which the rows are kept for further passes, if they fit, when a method reads them several times.</summary>
    public long CacheBytes { get; init; } = 1L << 30;

    public CancellationToken CancellationToken { get; init; }

    /// <summary>Told the stage and the rows read so far in it, about once per block.</summary>
    public Action<string, long>? Progress { get; init; }
}
