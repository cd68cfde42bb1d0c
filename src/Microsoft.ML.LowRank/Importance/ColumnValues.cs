using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Data;

namespace Microsoft.ML.LowRank.Importance;

/// <summary>The values of one column, kept in memory: copies, because cursors use their buffers again.</summary>
internal abstract class ColumnValues
{
    /// <summary>Reads a column of all rows of a view.</summary>
    /// <exception cref="InvalidOperationException">There are not as many rows as before.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Its values are objects, as images are, which have an owner.</exception>
    public static ColumnValues Read(PermutedView view, DataViewSchema.Column column)
    {
        int capacity = view.Rows;
        var raw = column.Type.RawType;
        bool isVector = raw.IsGenericType && raw.GetGenericTypeDefinition() == typeof(VBuffer<>);
        var item = isVector ? raw.GetGenericArguments()[0] : raw;
        if (!item.IsValueType)
            throw ColumnTypes.Mismatch(column.Name, "permuted", "values that can be copied", column.Type.ToString()!);
        var kind = isVector ? typeof(Vectors<>) : typeof(Scalars<>);
        var values = (ColumnValues)Activator.CreateInstance(kind.MakeGenericType(item), capacity)!;
        using var cursor = view.GetRowCursor([column]);
        values.ReadAll(cursor, column);
        return values.Count == capacity ? values : throw new InvalidOperationException(
            $"The data gave {capacity} rows in one pass and {values.Count} in another; they must be the same in every pass (Cache keeps them).");
    }

    /// <summary>A getter of the value of the row that is asked for each time.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <exception cref="InvalidOperationException">The values are of another type.</exception>
    public ValueGetter<T> GetGetter<T>(DataViewSchema.Column column, Func<int> row) => Getter(row) as ValueGetter<T>
        ?? throw new InvalidOperationException($"Column '{column.Name}' holds {column.Type}; it cannot be read as {typeof(T)}.");

    protected abstract int Count { get; }

    protected abstract Delegate Getter(Func<int> row);

    protected abstract void ReadAll(DataViewRowCursor cursor, DataViewSchema.Column column);

    private static T CopyText<T>(T value) =>
        value is ReadOnlyMemory<char> text ? (T)(object)text.ToString().AsMemory() : value;

    private sealed class Scalars<T>(int capacity) : ColumnValues
    {
        private readonly List<T> _values = new(capacity);

        protected override int Count => _values.Count;

        protected override Delegate Getter(Func<int> row) => (ValueGetter<T>)((ref T value) => value = _values[row()]);

        protected override void ReadAll(DataViewRowCursor cursor, DataViewSchema.Column column)
        {
            var getter = cursor.GetGetter<T>(column);
            T value = default!;
            while (cursor.MoveNext())
            {
                getter(ref value);
                _values.Add(CopyText(value));
            }
        }
    }

    private sealed class Vectors<T>(int capacity) : ColumnValues
    {
        private readonly List<VBuffer<T>> _values = new(capacity);

        protected override int Count => _values.Count;

        protected override Delegate Getter(Func<int> row) =>
            (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) => _values[row()].CopyTo(ref value));

        protected override void ReadAll(DataViewRowCursor cursor, DataViewSchema.Column column)
        {
            var getter = cursor.GetGetter<VBuffer<T>>(column);
            VBuffer<T> value = default;
            while (cursor.MoveNext())
            {
                getter(ref value);
                _values.Add(Copy(value));
            }
        }

        private static VBuffer<T> Copy(in VBuffer<T> value)
        {
            T[] items = value.GetValues().ToArray();
            for (int i = 0; i < items.Length && typeof(T) == typeof(ReadOnlyMemory<char>); i++)
                items[i] = CopyText(items[i]);
            return value.IsDense ? new VBuffer<T>(value.Length, items)
                : new VBuffer<T>(value.Length, items.Length, items, value.GetIndices().ToArray());
        }
    }
}
