namespace Microsoft.ML.LowRank.Compression;

/// <summary>What a <see cref="LowRankProjection"/> is made of: the outcome of a fit, or the content of a file.</summary>
internal sealed record LowRankProjectionParts
{
    public required int Columns { get; init; }

    public required int Rank { get; init; }

    public required LowRankMethod Method { get; init; }

    public required bool Whitened { get; init; }

    public required long Rows { get; init; }

    public required double Weight { get; init; }

    public required double EnergyKept { get; init; }

    public required double RelativeError { get; init; }

    /// <summary>Null when the rows are not centred.</summary>
    public required float[]? Mean { get; init; }

    /// <summary>Null when all column weights are 1.</summary>
    public required float[]? Scale { get; init; }

    /// <summary>Columns × rank, row-major.</summary>
    public required float[] Basis { get; init; }

    /// <summary>Descending, at least rank of them.</summary>
    public required double[] SingularValues { get; init; }

    /// <summary>One per kept direction.</summary>
    public required double[] Deviations { get; init; }
}
