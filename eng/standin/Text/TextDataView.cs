namespace Microsoft.ML.Data;

/// <summary>A text file as data, read anew by every cursor.</summary>
internal sealed class TextDataView(string path, TextLoader.Options options, DataViewSchema schema, TextColumn[] columns) : IDataView
{
    public bool CanShuffle => false;
    public DataViewSchema Schema => schema;
    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        var active = Typed.Active(columns.Length, columnsNeeded);
        var values = columns.Select((column, i) => active[i] ? TextValue.Create(column, options.MissingRealsAsNaNs) : null);
        return new Cursor(new TextLines(path, options), schema, [.. values], options.MaxRows ?? long.MaxValue);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
    {
        var cursor = GetRowCursor(columnsNeeded);
        return n <= 1 ? [cursor] : SplitCursor.Create(cursor, n);
    }

    private sealed class Cursor(TextLines lines, DataViewSchema schema, TextValue[] values, long maxRows)
        : RootCursor(schema, Array.ConvertAll(values, value => value is not null))
    {
        private const int BatchRows = 64;

        public override long Batch => Math.Max(0, Position) / BatchRows;

        protected override Delegate GetterOf(int column) => values[column].GetterAfter(CheckOnRow);

        protected override bool MoveNextCore()
        {
            if (Position + 1 >= maxRows || !lines.MoveNext())
                return false;
            foreach (var value in values)
                value?.Parse(lines.Fields, lines.Number);
            return true;
        }

        protected override void DisposeCore() => lines.Dispose();
    }
}
