using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Samples.Tables;

/// <summary>Some rows of columns in memory, as ML.NET sees data.</summary>
internal sealed class TableView : IDataView
{
    private readonly IReadOnlyList<ViewColumn> _columns;
    private readonly int[] _rows;

    /// <param name="columns">The columns.</param>
    /// <param name="rows">The rows to show, by their number in the columns.</param>
    public TableView(IReadOnlyList<ViewColumn> columns, int[] rows)
    {
        _columns = columns;
        _rows = rows;
        var builder = new DataViewSchema.Builder();
        foreach (var column in columns)
            builder.AddColumn(column.Name, column.Type, column.Annotations);
        Schema = builder.ToSchema();
    }

    public bool CanShuffle => false;

    public DataViewSchema Schema { get; }

    public long? GetRowCount() => _rows.Length;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(this, [.. columnsNeeded.Select(column => column.Index)]);

    public DataViewRowCursor[] GetRowCursorSet(
        IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor(TableView view, HashSet<int> active) : DataViewRowCursor
    {
        private long _position = -1;
        private bool _isDone;

        public override long Position => _isDone ? -1 : _position;

        public override long Batch => 0;

        public override DataViewSchema Schema => view.Schema;

        private int Row => Position >= 0
            ? view._rows[_position]
            : throw new InvalidOperationException("The cursor stands on no row: MoveNext comes first.");

        public override bool MoveNext()
        {
            if (!_isDone)
                _isDone = ++_position >= view._rows.Length;
            return !_isDone;
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (!IsColumnActive(column))
                throw new ArgumentException(
                    $"Column '{column.Name}' was not asked for when the cursor was made.", nameof(column));
            return view._columns[column.Index].Getter(() => Row) as ValueGetter<TValue>
                ?? throw new InvalidOperationException($"Column '{column.Name}' is {column.Type}, not {typeof(TValue)}.");
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() =>
            (ref DataViewRowId value) => value = new DataViewRowId((ulong)Row, 0);
    }
}
