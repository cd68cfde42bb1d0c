namespace Microsoft.ML.LowRank.Tensors;

/// <summary>Rows of float32 on their way into panels: features, then targets, then the constant 1.</summary>
internal readonly unsafe struct Gram64Rows
{
    /// <summary>Rows × Features values.</summary>
    public required float* Values { get; init; }

    /// <summary>Number of values per row.</summary>
    public required int Features { get; init; }

    /// <summary>Target values; null when <see cref="Targets"/> is 0.</summary>
    public required float* TargetValues { get; init; }

    /// <summary>Elements from one row's targets to the next row's.</summary>
    public required int TargetStride { get; init; }

    /// <summary>How many of a row's targets are wanted.</summary>
    public required int Targets { get; init; }

    /// <summary>Weight of each row, or null when all are 1.</summary>
    public required float* Weights { get; init; }

    /// <summary>What is subtracted: one number per column of the panels, 0 from the constant on.</summary>
    public required double* Shift { get; init; }

    /// <summary>Whether values lie in the order in which rows are asked for, not at their place in the block.</summary>
    public required bool ValuesInOrder { get; init; }
}
