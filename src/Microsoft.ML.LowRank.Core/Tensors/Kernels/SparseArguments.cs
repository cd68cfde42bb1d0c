namespace Microsoft.ML.LowRank.Tensors;

/// <summary>A CSR block, a dense right-hand side of <c>Width</c> columns, and where the product goes.</summary>
internal readonly unsafe struct SparseArguments
{
    public required int Rows { get; init; }

    public required int* Starts { get; init; }

    public required int* Indices { get; init; }

    public required float* Values { get; init; }

    public required int Width { get; init; }

    public required float* Dense { get; init; }

    public required nint DenseStride { get; init; }

    public required float* Result { get; init; }

    public required nint ResultStride { get; init; }

    public required bool Accumulate { get; init; }
}
