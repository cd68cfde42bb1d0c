using System.Numerics.Tensors;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Networks.Factoring;

/// <summary>Directions U and a mean: rows e of a table become codes z = (e − mean)·Uᵀ, and are restored as z·U + mean.</summary>
internal sealed class TableProjection
{
    private const int PieceValues = 1 << 16;

    /// <param name="up">Rank × columns, orthonormal rows.</param>
    /// <param name="mean">One per column.</param>
    public TableProjection(float[] up, float[] mean)
    {
        if (mean.Length == 0 || up.Length == 0 || up.Length % mean.Length != 0)
            throw new ArgumentException($"{up.Length} values are no directions of {mean.Length} columns.", nameof(up));
        Up = up;
        Mean = mean;
    }

    public int Rank => Up.Length / Mean.Length;

    public int Columns => Mean.Length;

    /// <summary>Rank × columns: one direction per row.</summary>
    public float[] Up { get; }

    public float[] Mean { get; }

    /// <summary>Writes the codes of rows of a table into rows of another that is as wide as the rank.</summary>
    /// <param name="table">Where the rows are.</param>
    /// <param name="firstRow">First of them.</param>
    /// <param name="rows">How many.</param>
    /// <param name="codes">Where the codes go.</param>
    /// <param name="firstCode">The row of the first.</param>
    /// <param name="threads">Most threads to use; the codes do not depend on it.</param>
    public unsafe void Write(CpuTensor table, int firstRow, int rows, CpuTensor codes, int firstCode, int threads = 1)
    {
        if (table.Columns != Columns || codes.Columns != Rank)
            throw new ArgumentException(
                $"The tables have {table.Columns} and {codes.Columns} columns; {Columns} and {Rank} are expected.");
        if (rows < 0 || firstRow < 0 || firstCode < 0 || (long)firstRow + rows > table.Rows ||
            (long)firstCode + rows > codes.Rows)
            throw new ArgumentOutOfRangeException(
                nameof(rows),
                $"Rows {firstRow} and {firstCode} and {rows - 1L} more are not all in tables of {table.Rows} and {codes.Rows} rows.");
        int pieceRows = Math.Max(64, PieceValues / Columns);
        WorkerPool.Run((rows + pieceRows - 1) / pieceRows, threads, piece =>
        {
            int start = piece * pieceRows;
            int count = Math.Min(pieceRows, rows - start);
            WritePiece(
                new ReadOnlySpan<float>(table.Pointer + ((nint)(firstRow + start) * Columns), count * Columns),
                new Span<float>(codes.Pointer + ((nint)(firstCode + start) * Rank), count * Rank), count);
        });
    }

    private void WritePiece(ReadOnlySpan<float> from, Span<float> to, int rows)
    {
        using var centered = BufferPool.Rent<float>(from.Length);
        for (int i = 0; i < rows; i++)
            TensorPrimitives.Subtract(
                from.Slice(i * Columns, Columns), Mean, centered.Span.Slice(i * Columns, Columns));
        Gemm.Multiply(false, true, rows, Rank, Columns, centered.Span, Columns, Up, Columns, to, Rank);
    }
}
