namespace Microsoft.ML.Data;

/// <summary>The rows of data from one number on, at most so many.</summary>
internal sealed class RowRangeDataView(IDataView source, long skip, long take) : IDataView
{
    public bool CanShuffle => false;
    public DataViewSchema Schema => source.Schema;
    public long? GetRowCount() => source.GetRowCount() is long rows ? Math.Min(Math.Max(0, rows - skip), take) : null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        var columns = columnsNeeded.ToArray();
        return new Cursor(source.GetRowCursor(columns), skip, take, Typed.Active(Schema.Count, columns));
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) =>
        [GetRowCursor(columnsNeeded)];

    private sealed class Cursor(DataViewRowCursor input, long skip, long take, bool[] active) : SubsetCursor(input, active)
    {
        protected override bool MoveNextCore()
        {
            for (; skip > 0; skip--)
            {
                if (!Input.MoveNext())
                    return false;
            }

            return Position + 1 < take && Input.MoveNext();
        }
    }
}
