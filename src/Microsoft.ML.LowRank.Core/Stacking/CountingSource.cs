using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>Counts how often rows are read, and sees that every pass gives as many as the first.</summary>
internal sealed class CountingSource(IRowSource source) : IRowSource
{
    private long _rows = -1;

    public int Columns => source.Columns;

    /// <summary>Passes over the rows so far, also those over rows that were kept in memory.</summary>
    public int Passes { get; private set; }

    /// <summary>Counts passes of a fit over rows that it keeps: those that it says it made, of which some were read here.</summary>
    /// <param name="made">Passes that the fit says it made.</param>
    /// <param name="before"><see cref="Passes"/> before the fit.</param>
    public void CountKept(int made, int before) => Passes = Math.Max(Passes, before + made);

    public IEnumerable<RowBlock> Read()
    {
        Passes++;
        long rows = 0;
        foreach (var block in source.Read())
        {
            rows += block.Rows;
            yield return block;
        }
        if (_rows >= 0 && rows != _rows)
            throw new InvalidOperationException(
                $"The first pass over the rows gave {_rows} of them and a later one {rows}; add AppendCacheCheckpoint before this step.");
        _rows = rows;
    }
}
