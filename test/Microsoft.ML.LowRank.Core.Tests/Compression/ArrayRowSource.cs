using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Compression;

/// <summary>A row-major matrix as a row source, in blocks of a chosen size, dense or sparse.</summary>
internal sealed class ArrayRowSource(float[] values, int columns) : IRowSource
{
    public int Columns => columns;

    public int BlockRows { get; init; } = 64;

    public bool Sparse { get; init; }

    public float[]? Weights { get; init; }

    public float[]? Targets { get; init; }

    public int TargetCount { get; init; } = 1;

    public int[]? Segments { get; init; }

    /// <summary>How often the rows have been read.</summary>
    public int Reads { get; private set; }

    public int Rows => values.Length / columns;

    public IEnumerable<RowBlock> Read()
    {
        Reads++;
        for (int start = 0; start < Rows; start += BlockRows)
        {
            int count = Math.Min(BlockRows, Rows - start);
            var dense = values.AsSpan(start * columns, count * columns).ToArray();
            var block = new RowBlock
            {
                FirstRow = start,
                Rows = count,
                Columns = columns,
                Values = dense,
                Weights = Weights?.AsSpan(start, count).ToArray(),
                Targets = Targets?.AsSpan(start * TargetCount, count * TargetCount).ToArray(),
                TargetCount = Targets is null ? 0 : TargetCount,
                Segments = Segments?.AsSpan(start, count).ToArray(),
            };
            if (Sparse)
                MakeSparse(block);
            yield return block;
        }
    }

    private static void MakeSparse(RowBlock block)
    {
        var indices = new List<int>();
        var stored = new List<float>();
        var starts = new int[block.Rows + 1];
        for (int i = 0; i < block.Rows; i++)
        {
            for (int j = 0; j < block.Columns; j++)
                if (block.Values[(i * block.Columns) + j] is not 0 and var value)
                {
                    indices.Add(j);
                    stored.Add(value);
                }
            starts[i + 1] = stored.Count;
        }
        block.Values = [.. stored];
        block.Indices = [.. indices];
        block.RowStarts = starts;
    }
}
