using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The base of cursors that count their own rows: -1 before the first and after the last, where they dispose themselves.</summary>
internal abstract class RootCursor(DataViewSchema schema, bool[] active) : DataViewRowCursor
{
    private long _position = -1;
    private bool _isDisposed;

    public sealed override long Position => _position;
    public sealed override DataViewSchema Schema => schema;
    public override long Batch => 0;

    public sealed override bool IsColumnActive(DataViewSchema.Column column) => column.Index < active.Length && active[column.Index];

    public sealed override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
        Typed.Cast<TValue>(IsColumnActive(column) ? GetterOf(column.Index) : throw Inactive(column), schema[column.Index]);

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) =>
    {
        CheckOnRow();
        id = new DataViewRowId((ulong)_position, 0);
    };

    public sealed override bool MoveNext()
    {
        if (_isDisposed)
            return false;
        if (MoveNextCore())
        {
            _position++;
            return true;
        }

        Dispose();
        return false;
    }

    protected abstract bool MoveNextCore();
    protected abstract Delegate GetterOf(int column);

    /// <summary>Cursors differ in what they throw for a column that is not active.</summary>
    protected virtual Exception Inactive(DataViewSchema.Column column) =>
        Contracts.Mark(new InvalidOperationException($"Column '{column.Name}' is not active in this cursor."));

    protected static Exception InactiveArgument(DataViewSchema.Column column) =>
        Contracts.Mark(new ArgumentOutOfRangeException(nameof(column), $"Column '{column.Name}' is not active in this cursor."));

    protected void CheckOnRow() =>
        Contracts.Check(_position >= 0, "The cursor is not on a row: it has not moved yet, or it has passed the last one.");

    protected virtual void DisposeCore()
    {
    }

    protected sealed override void Dispose(bool disposing)
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _position = -1;
        DisposeCore();
    }
}

/// <summary>The base of cursors that show some rows of another.</summary>
internal abstract class SubsetCursor(DataViewRowCursor input, bool[] active) : RootCursor(input.Schema, active)
{
    protected DataViewRowCursor Input => input;
    public sealed override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();
    protected sealed override Delegate GetterOf(int column) => Typed.GetterOf(input, input.Schema[column]);
    protected sealed override void DisposeCore() => input.Dispose();
}

/// <summary>The base of cursors over rows that are copied out of another.</summary>
internal abstract class BufferCursor : RootCursor
{
    private readonly ColumnBuffer[] _columns;
    private readonly ColumnBuffer<DataViewRowId> _ids;

    protected BufferCursor(DataViewRowCursor source, bool[] active)
        : base(source.Schema, active)
    {
        Source = source;
        _columns = [.. Schema.Select(c => active[c.Index] ? ColumnBuffer.Create(source, c) : null)];
        _ids = new ColumnBuffer<DataViewRowId>(source.GetIdGetter());
    }

    protected DataViewRowCursor Source { get; }

    /// <summary>Where the current row was copied to.</summary>
    protected int Slot { get; set; } = -1;

    public sealed override ValueGetter<DataViewRowId> GetIdGetter() => (ValueGetter<DataViewRowId>)_ids.GetterOf(Current);

    protected sealed override Exception Inactive(DataViewSchema.Column column) => InactiveArgument(column);
    protected sealed override Delegate GetterOf(int column) => _columns[column].GetterOf(Current);

    /// <summary>Copies the source's current row.</summary>
    protected void Copy(int slot)
    {
        foreach (var column in _columns)
            column?.Read(slot);
        _ids.Read(slot);
    }

    private int Current()
    {
        CheckOnRow();
        return Slot;
    }
}
