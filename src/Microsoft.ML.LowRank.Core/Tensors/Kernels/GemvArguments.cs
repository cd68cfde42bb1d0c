namespace Microsoft.ML.LowRank.Tensors;

/// <summary>y = Wx or y = xW, or the same added to y; W is Rows × Columns, row-major.</summary>
internal readonly unsafe struct GemvArguments
{
    public required int Rows { get; init; }

    public required int Columns { get; init; }

    public required float* Matrix { get; init; }

    public required nint Stride { get; init; }

    public required float* X { get; init; }

    public required float* Y { get; init; }

    public required bool Accumulate { get; init; }
}
