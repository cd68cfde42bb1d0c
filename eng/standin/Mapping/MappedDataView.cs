namespace Microsoft.ML.Data;

/// <summary>Data seen through a <see cref="RowMap"/>.</summary>
internal sealed class MappedDataView(IDataView source, RowMap map) : IDataView
{
    public bool CanShuffle => source.CanShuffle;
    public DataViewSchema Schema => map.OutputSchema;
    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        var columns = columnsNeeded.ToArray();
        return new Cursor(source.GetRowCursor(map.GetDependencies(columns), rand), map, columns);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
    {
        var columns = columnsNeeded.ToArray();
        var inputs = source.GetRowCursorSet(map.GetDependencies(columns), n, rand);

        // Work on several rows at once is worth the copies only where there is work to do.
        if (inputs.Length == 1 && n > 1 && map.MakesAny(columns))
            inputs = SplitCursor.Create(inputs[0], n);
        return [.. inputs.Select(input => new Cursor(input, map, columns))];
    }

    private sealed class Cursor(DataViewRowCursor input, RowMap map, DataViewSchema.Column[] columns) : DataViewRowCursor
    {
        private readonly RowMap.BoundColumns _columns = map.Bind(input, columns);
        public override long Position => input.Position;
        public override long Batch => input.Batch;
        public override DataViewSchema Schema => map.OutputSchema;
        public override bool MoveNext() => input.MoveNext();
        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();
        public override bool IsColumnActive(DataViewSchema.Column column) => _columns.IsActive(column);
        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => _columns.GetGetter<TValue>(column);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                input.Dispose();
        }
    }
}
