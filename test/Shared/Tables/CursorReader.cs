using System.Reflection;
using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Testing;

/// <summary>What a cursor served: its rows, their identifiers and their batches.</summary>
internal sealed record RowsRead(Table Table, IReadOnlyList<DataViewRowId> Ids, IReadOnlyList<long> Batches);

/// <summary>Whether a getter is given a new buffer for each row, or the one it filled before.</summary>
internal enum BufferUse
{
    Fresh,
    Reused,
}

/// <summary>Reads cursors and rows into tables.</summary>
internal static class CursorReader
{
    public static RowsRead Read(IDataView view, IEnumerable<DataViewSchema.Column>? columns = null, Random? rand = null)
    {
        var list = columns?.ToList() ?? [.. view.Schema];
        using var cursor = view.GetRowCursor(list, rand);
        return Read(cursor, list);
    }

    public static RowsRead Read(DataViewRowCursor cursor, IReadOnlyList<DataViewSchema.Column> columns,
        BufferUse buffers = BufferUse.Fresh)
        => Read(cursor, cursor, columns, buffers);

    /// <summary>
    /// Moves <paramref name="cursor"/> and reads <paramref name="row"/>, which may be computed from
    /// it.
    /// </summary>
    public static RowsRead Read(
        DataViewRowCursor cursor, DataViewRow row, IReadOnlyList<DataViewSchema.Column> columns,
            BufferUse buffers = BufferUse.Fresh)
    {
        var readers = columns.Select(column => ColumnReader.Create(row, column, buffers)).ToList();
        var getId = row.GetIdGetter();
        var ids = new List<DataViewRowId>();
        var batches = new List<long>();
        while (cursor.MoveNext())
        {
            DataViewRowId id = default;
            getId(ref id);
            ids.Add(id);
            batches.Add(row.Batch);
            foreach (var reader in readers)
                reader.Read();
        }
        return new RowsRead(new Table(readers.Select(reader => reader.ToColumn())), ids, batches);
    }
}

/// <summary>Collects one column of a row that moves.</summary>
internal abstract class ColumnReader
{
    private static readonly MethodInfo Typed = typeof(ColumnReader)
        .GetMethod(nameof(CreateTyped), BindingFlags.NonPublic | BindingFlags.Static)!;

    public static ColumnReader Create(DataViewRow row, DataViewSchema.Column column, BufferUse buffers)
        => (ColumnReader)Reflected.Call(Typed.MakeGenericMethod(column.Type.RawType), null, row, column, buffers)!;

    public abstract void Read();

    public abstract TableColumn ToColumn();

    private static ColumnReader<T> CreateTyped<T>(DataViewRow row, DataViewSchema.Column column, BufferUse buffers)
        => new(column, row.GetGetter<T>(column), buffers);
}

internal sealed class ColumnReader<T>(DataViewSchema.Column column, ValueGetter<T> getter, BufferUse buffers)
    : ColumnReader
{
    private readonly List<T> _values = [];
    private T _buffer = default!;

    public override void Read()
    {
        if (buffers == BufferUse.Fresh)
            _buffer = default!;
        getter(ref _buffer);
        T value = _buffer;
        if (buffers == BufferUse.Reused)
        {
            value = default!;
            ValueOperations<T>.Default.Copy(in _buffer, ref value);
        }
        _values.Add(value);
    }

    public override TableColumn ToColumn() => new TableColumn<T>(column.Name, column.Type, _values, column.Annotations);
}
