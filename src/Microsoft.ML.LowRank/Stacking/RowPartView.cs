using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>
/// The rows of an input that belong to some of its segments; by wish with a column more that says which row each is. The
/// input is not copied.
/// </summary>
/// <param name="input">All rows.</param>
/// <param name="index">Which row a cursor stands on.</param>
/// <param name="segments">The segment of every row of the input.</param>
/// <param name="wanted">Whether rows of a segment are shown.</param>
/// <param name="goOn">Called now and then while rows are read; it throws when the reading is to end.</param>
/// <param name="indexColumnName">Name of the added column of <see cref="DataViewRowId"/>, or null for none.</param>
internal sealed class RowPartView(IDataView input, RowIndex index, IReadOnlyList<int> segments, bool[] wanted,
    Action goOn, string? indexColumnName = null) : IDataView
{
    private const int RowsPerQuestion = 16;

    public DataViewSchema Schema { get; } = AddIndex(input.Schema, indexColumnName);

    public bool CanShuffle => input.CanShuffle && index.KnowsIds;

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var columns = columnsNeeded.Where(column => column.Index < input.Schema.Count)
            .Select(column => input.Schema[column.Index]).ToList();
        return new Cursor(this, input.GetRowCursor(columns, CanShuffle ? rand : null), rand != null && CanShuffle);
    }

    public DataViewRowCursor[] GetRowCursorSet(
        IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) => [GetRowCursor(columnsNeeded, rand)];

    private static DataViewSchema AddIndex(DataViewSchema schema, string? name)
    {
        if (name == null)
            return schema;
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(schema);
        builder.AddColumn(name, RowIdDataViewType.Instance);
        return builder.ToSchema();
    }

    private bool IsWanted(long row) => row < segments.Count && segments[(int)row] is >= 0 and var segment && wanted[segment];

    private sealed class Cursor(RowPartView view, DataViewRowCursor cursor, bool isShuffled) : DataViewRowCursor
    {
        private readonly ValueGetter<DataViewRowId> _id = cursor.GetIdGetter();
        private readonly int _inputColumns = view.Schema.Count - (view.IndexName == null ? 0 : 1);
        private long _row = -1;
        private long _read;
        private bool _disposed;

        public override DataViewSchema Schema => view.Schema;

        public override long Position => _position;

        public override long Batch => cursor.Batch;

        private long _position = -1;

        public override bool MoveNext()
        {
            while (cursor.MoveNext())
            {
                if (_read++ % RowsPerQuestion == 0)
                    view.GoOn();
                _row = isShuffled ? FindRow() : cursor.Position;
                if (view.IsWanted(_row))
                {
                    _position++;
                    return true;
                }
            }
            _position = -1;
            return false;
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => cursor.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column)
            => column.Index >= _inputColumns || cursor.IsColumnActive(view.Input.Schema[column.Index]);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (column.Index < _inputColumns)
                return cursor.GetGetter<TValue>(view.Input.Schema[column.Index]);
            ValueGetter<DataViewRowId> getter = (ref DataViewRowId value) => value = new DataViewRowId((ulong)_row, 0);
            return getter as ValueGetter<TValue> ?? throw new InvalidOperationException(
                $"Column '{column.Name}' holds {column.Type}; it cannot be read as {typeof(TValue)}.");
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing && !_disposed)
            {
                _disposed = true;
                cursor.Dispose();
            }
            base.Dispose(disposing);
        }

        private long FindRow()
        {
            DataViewRowId id = default;
            _id(ref id);
            return view.Index.Find(id);
        }
    }

    private string? IndexName => indexColumnName;

    private IDataView Input => input;

    private RowIndex Index => index;

    private Action GoOn => goOn;
}
