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
        new Cursor(input, Typed.Active(Schema.Count, columns), makeTest(input));

    private sealed class Cursor(DataViewRowCursor input, bool[] active, Func<bool> test) : SubsetCursor(input, active)
    {
        public override long Batch => Input.Batch;

        protected override bool MoveNextCore()
        {
            while (Input.MoveNext())
            {
                if (test())
                    return true;
            }

            return false;
        }
    }
}
