namespace Microsoft.ML.LowRank.Tensors;

/// <summary>C (M×N) = op(A)·op(B), or C += op(A)·op(B); everything row-major.</summary>
internal readonly unsafe struct GemmArguments
{
    public required bool TransposeA { get; init; }

    public required bool TransposeB { get; init; }

    public required int M { get; init; }

    public required int N { get; init; }

    public required int K { get; init; }

    public required float* A { get; init; }

    public required nint Lda { get; init; }

    public required float* B { get; init; }

    public required nint Ldb { get; init; }

    public required float* C { get; init; }

    public required nint Ldc { get; init; }

    public required bool Accumulate { get; init; }
}
