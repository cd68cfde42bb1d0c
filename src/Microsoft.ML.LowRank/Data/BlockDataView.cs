using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Data;

/// <summary>An input with the added columns of a <see cref="BlockMapper"/>, computed as its cursors move.</summary>
internal sealed class BlockDataView(IDataView input, BlockMapper mapper) : IDataView
{
    public DataViewSchema Schema => mapper.OutputSchema;

    public bool CanShuffle => input.CanShuffle;

    public long? GetRowCount() => input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        bool[] wanted = mapper.GetWanted(columnsNeeded, out var passed);
        if (!wanted.Contains(true) || mapper.BlockRows == 1)
            return new RowwiseCursor(input.GetRowCursor(WithInputs(passed, wanted), rand), mapper, wanted);
        var (first, second) = Split(rand);
        var ahead = input.GetRowCursor(mapper.GetInputs(wanted), first);
        try
        {
            return new LookAheadCursor(ahead, input.GetRowCursor(passed, second), mapper, wanted);
        }
        catch
        {
            ahead.Dispose();
            throw;
        }
    }

    /// <remarks>
    /// How rows are dealt out to the cursors of a set is decided while they run, so two sets cannot be kept in step:
    /// the cursors of a set compute row by row. A set of one is read ahead as usual.
    /// </remarks>
    public DataViewRowCursor[] GetRowCursorSet(
        IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var columns = columnsNeeded.ToList();
        bool[] wanted = mapper.GetWanted(columns, out var passed);
        if (n == 1)
            return [GetRowCursor(columns, rand)];
        var (first, second) = Split(rand);
        var set = input.GetRowCursorSet(WithInputs(passed, wanted), n, first);
        if (set.Length > 1)
            return Array.ConvertAll(set, cursor => (DataViewRowCursor)new RowwiseCursor(cursor, mapper, wanted));
        set[0].Dispose();
        return [GetRowCursor(columns, second)];
    }

    private IEnumerable<DataViewSchema.Column> WithInputs(IEnumerable<DataViewSchema.Column> passed, bool[] wanted)
        => passed.Concat(mapper.GetInputs(wanted)).DistinctBy(column => column.Index);

    /// <summary>Two equal streams of random numbers, so that two cursors shuffle alike.</summary>
    private static (Random? First, Random? Second) Split(Random? rand)
    {
        if (rand == null)
            return (null, null);
        int seed = rand.Next();
        return (new Random(seed), new Random(seed));
    }
}
