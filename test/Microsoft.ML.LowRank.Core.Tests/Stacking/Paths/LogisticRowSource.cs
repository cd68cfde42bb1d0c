using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>Rows with classes as a source; row i is in segment i mod <see cref="Segments"/>.</summary>
internal sealed class LogisticRowSource(PathRows rows) : IRowSource
{
    private RowBlock[]? _blocks;

    public int Columns => rows.Columns;

    public int Segments { get; init; } = 1;

    public int BlockRows { get; init; } = 37;

    public bool Sparse { get; init; }

    /// <summary>Whether segments are told; otherwise all rows are in the first.</summary>
    public bool TellsSegments { get; init; } = true;

    /// <summary>Rows for which this holds are in no segment.</summary>
    public Func<int, bool> IsOutside { get; init; } = _ => false;

    /// <summary>Target values before the class, to be passed over.</summary>
    public int OtherTargets { get; init; }

    public int Reads { get; private set; }

    public IEnumerable<RowBlock> Read()
    {
        Reads++;
        return _blocks ??= [.. Make()];
    }

    private IEnumerable<RowBlock> Make()
    {
        for (int start = 0; start < rows.Rows; start += BlockRows)
        {
            int count = Math.Min(BlockRows, rows.Rows - start);
            int[] at = [.. Enumerable.Range(start, count)];
            var block = new RowBlock
            {
                FirstRow = start,
                Rows = count,
                Columns = Columns,
                Values = [.. at.SelectMany(i => Enumerable.Range(0, Columns).Select(j => (float)rows.At(i, j)))],
                Weights = [.. at.Select(i => (float)rows.Weights[i])],
                Targets = [.. at.SelectMany(i => Enumerable.Repeat(9f, OtherTargets).Append((float)rows.Y[i]))],
                TargetCount = 1 + OtherTargets,
                Segments = TellsSegments ? [.. at.Select(i => IsOutside(i) ? -1 : i % Segments)] : null,
            };
            if (Sparse)
                MakeSparse(block);
            yield return block;
        }
    }

    private static void MakeSparse(RowBlock block)
    {
        var stored = block.Values.Select((value, at) => (value, at)).Where(item => item.value != 0).ToArray();
        block.RowStarts = [.. Enumerable.Range(0, block.Rows + 1)
            .Select(i => stored.Count(item => item.at < i * block.Columns))];
        block.Indices = [.. stored.Select(item => item.at % block.Columns)];
        block.Values = [.. stored.Select(item => item.value)];
    }
}
