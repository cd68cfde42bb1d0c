using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.LinearAlgebra;

/// <summary>The rows of a block that count, brought into the order of their segments.</summary>
internal sealed class SegmentRouting(int segments)
{
    private readonly int[] _starts = new int[segments + 1];
    private readonly int[] _next = new int[segments];

    /// <summary>Row indices, segment after segment, in the block's order within each.</summary>
    public int[] Order { get; private set; } = [];

    /// <summary>How many rows count.</summary>
    public int Count => _starts[segments];

    /// <summary>Where a segment begins in <see cref="Order"/>.</summary>
    public int StartOf(int segment) => _starts[segment];

    /// <summary>How many rows of a segment count.</summary>
    public int CountOf(int segment) => _starts[segment + 1] - _starts[segment];

    /// <summary>Whether a row belongs to a segment and has a weight above 0.</summary>
    public static bool Counts(RowBlock block, int row) =>
        (block.Segments is null || block.Segments[row] >= 0) && (block.Weights is null || block.Weights[row] > 0);

    /// <exception cref="ArgumentException">A row's segment is none of those there are.</exception>
    public void Route(RowBlock block)
    {
        if (Order.Length < block.Rows)
            Order = new int[block.Rows];
        Array.Clear(_starts);
        for (int i = 0; i < block.Rows; i++)
            if (Counts(block, i))
                _starts[SegmentOf(block, i) + 1]++;
        for (int s = 0; s < segments; s++)
        {
            _next[s] = _starts[s];
            _starts[s + 1] += _starts[s];
        }
        for (int i = 0; i < block.Rows; i++)
            if (Counts(block, i))
                Order[_next[block.Segments?[i] ?? 0]++] = i;
    }

    private int SegmentOf(RowBlock block, int row)
    {
        int segment = block.Segments?[row] ?? 0;
        return segment < segments ? segment : throw new ArgumentException(
            $"Row {block.FirstRow + row} is of segment {segment}; there are {segments}, counted from 0.",
            nameof(block));
    }
}
