using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.LinearAlgebra;

/// <summary>Reads a row of a block as dense, whichever way it is stored.</summary>
internal static class DenseRow
{
    public static void Read(RowBlock block, int row, Span<float> to)
    {
        if (block.Indices is not { } indices || block.RowStarts is not { } starts)
        {
            block.Values.AsSpan(row * block.Columns, block.Columns).CopyTo(to);
            return;
        }
        to.Clear();
        for (int p = starts[row]; p < starts[row + 1]; p++)
            to[indices[p]] = block.Values[p];
    }
}
