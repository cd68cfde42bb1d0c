using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Those rows of data that a test accepts.</summary>
/// <param name="source">The data.</param>
/// <param name="tested">The columns that the test reads.</param>
/// <param name="canShuffle">False where the test depends on the order of the rows; then there is one cursor, unshuffled.</param>
/// <param name="makeTest">From a cursor in which the tested columns are active to a test of its current row.</param>
internal sealed class FilteredDataView(
    IDataView source, DataViewSchema.Column[] tested, bool canShuffle, Func<DataViewRowCursor, Func<bool>> makeTest) : IDataView
{
    public bool CanShuffle => canShuffle && source.CanShuffle;
    public DataViewSchema Schema => source.Schema;
    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        var columns = columnsNeeded.ToArray();
        return Filter(source.GetRowCursor(columns.Concat(tested), canShuffle ? rand : null), columns);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
    {
        var columns = columnsNeeded.ToArray();
        return canShuffle
            ? Array.ConvertAll(source.GetRowCursorSet(columns.Concat(tested), n, rand), input => Filter(input, columns))
            : [GetRowCursor(columns)];
    }

    private DataViewRowCursor Filter(DataViewRowCursor input, DataViewSchema.Column[] columns) =>
        new FilterCursor(input, Typed.Active(Schema.Count, columns), makeTest(input));
}

/// <summary>A cursor over those rows of another that a test accepts.</summary>
internal sealed class FilterCursor(DataViewRowCursor input, bool[] active, Func<bool> test) : RootCursor
{
    public override long Batch => input.Batch;
    public override DataViewSchema Schema => input.Schema;
    public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column)
    {
        Contracts.Check(column.Index < active.Length, $"Column '{column.Name}' is not of this schema.");
        return active[column.Index];
    }

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        Contracts.Check(IsColumnActive(column), $"Column '{column.Name}' is not active in this cursor.");
        return input.GetGetter<TValue>(column);
    }

    protected override bool MoveNextCore()
    {
        while (input.MoveNext())
        {
            if (test())
                return true;
        }

        return false;
    }

    protected override void DisposeCore() => input.Dispose();
}
