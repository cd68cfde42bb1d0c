namespace Microsoft.ML.LowRank.LinearAlgebra;

/// <summary>Directions of largest variance of weighted rows, and the totals that they are compared with.</summary>
internal sealed record LeadingDirections
{
    public required long Rows { get; init; }

    /// <summary>Sum of the row weights.</summary>
    public required double Weight { get; init; }

    public required double[] Mean { get; init; }

    /// <summary>Mean squares along the directions, descending; all columns' where <see cref="IsComplete"/>.</summary>
    public required double[] Variances { get; init; }

    /// <summary>One row per direction, orthonormal; may be fewer than the variances.</summary>
    public required double[] Vectors { get; init; }

    /// <summary>Sum of the mean squares of all columns, after the column weights.</summary>
    public required double TotalVariance { get; init; }

    /// <summary>Whether <see cref="Variances"/> has one value for every column.</summary>
    public required bool IsComplete { get; init; }

    /// <summary>Column weights, or null when all are 1.</summary>
    public double[]? Scale { get; init; }

    /// <summary>Sum of the mean squares of all columns before the column weights.</summary>
    public required double PlainVariance { get; init; }
}
