using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A text file as data, read anew by every cursor.</summary>
internal sealed class TextDataView(string path, TextLoader.Options options, DataViewSchema schema, TextColumn[] columns) : IDataView
{
    public bool CanShuffle => false;
    public DataViewSchema Schema => schema;
    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null) =>
        new Cursor(new TextLines(path, options), schema, ValuesOf(columnsNeeded), options.MaxRows ?? long.MaxValue);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
    {
        var cursor = GetRowCursor(columnsNeeded);
        return n <= 1 ? [cursor] : SplitCursor.Create(cursor, n);
    }

    private TextValue[] ValuesOf(IEnumerable<DataViewSchema.Column> columnsNeeded)
    {
        var active = Typed.Active(columns.Length, columnsNeeded);
        return [.. columns.Select((column, i) => active[i] ? TextValue.Create(column, options.MissingRealsAsNaNs) : null)];
    }

    private sealed class Cursor(TextLines lines, DataViewSchema schema, TextValue[] values, long maxRows) : RootCursor
    {
        private const int BatchRows = 64;
        public override long Batch => Math.Max(0, Position) / BatchRows;
        public override DataViewSchema Schema => schema;

        public override bool IsColumnActive(DataViewSchema.Column column)
        {
            Contracts.Check(column.Index < values.Length, $"Column '{column.Name}' is not of this schema.");
            return values[column.Index] is not null;
        }

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Contracts.Check(IsColumnActive(column), $"Column '{column.Name}' is not active in this cursor.");
            return Typed.Cast<TValue>(values[column.Index].GetterAfter(CheckOnRow), column);
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) =>
        {
            CheckOnRow();
            id = new DataViewRowId((ulong)Position, 0);
        };

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
