using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Testing;

/// <summary>A cursor over batches of a table's rows.</summary>
internal sealed class TableCursor : DataViewRowCursor
{
    private readonly TableView _view;
    private readonly bool[] _active;
    private readonly (long Batch, int Row)[] _rows;
    private int _position = -1;

    public TableCursor(TableView view, IEnumerable<DataViewSchema.Column> columns,
        IEnumerable<(long Batch, int[] Rows)> batches)
    {
        _view = view;
        _active = new bool[view.Schema.Count];
        foreach (var column in columns)
            _active[column.Index] = true;
        _rows = [.. batches.SelectMany(batch => batch.Rows.Select(row => (batch.Batch, row)))];
    }

    public override long Position => _position < _rows.Length ? _position : -1;

    public override long Batch => _position >= 0 && _position < _rows.Length ? _rows[_position].Batch : -1;

    public override DataViewSchema Schema => _view.Schema;

    public override bool IsColumnActive(DataViewSchema.Column column) => _active[column.Index];

    public override bool MoveNext()
    {
        if (_position < _rows.Length)
            _position++;
        if (_position == _rows.Length)
            return false;
        _view.Read();
        return true;
    }

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!_active[column.Index])
            throw new ArgumentOutOfRangeException(nameof(column), column.Name,
                "The column is not active in this cursor.");
        return _view.Table.Columns[column.Index].CreateGetter(CurrentRow) as ValueGetter<TValue>
            ?? throw new InvalidOperationException($"Column '{column.Name}' holds {column.Type}, not {typeof(TValue)}.");
    }

    public override ValueGetter<DataViewRowId> GetIdGetter()
        => (ref DataViewRowId value) => value = new DataViewRowId((ulong)CurrentRow(), 0);

    private int CurrentRow() => _position >= 0 && _position < _rows.Length
        ? _rows[_position].Row
        : throw new InvalidOperationException("The cursor is not on a row.");
}
