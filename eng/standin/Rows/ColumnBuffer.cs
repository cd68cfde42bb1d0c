namespace Microsoft.ML.Data;

/// <summary>Values of one column, copied out of a cursor.</summary>
internal abstract class ColumnBuffer
{
    public static ColumnBuffer Create(DataViewRow source, DataViewSchema.Column column) =>
        (ColumnBuffer)Activator.CreateInstance(typeof(ColumnBuffer<>).MakeGenericType(column.Type.RawType), Typed.GetterOf(source, column));

    public abstract void Read(int index);
    public abstract Delegate GetterOf(Func<int> current);
}

/// <summary>Values of one column, copied out of a cursor.</summary>
internal sealed class ColumnBuffer<T>(ValueGetter<T> getter) : ColumnBuffer
{
    private T[] _values = new T[16];

    public override void Read(int index)
    {
        if (index >= _values.Length)
            Array.Resize(ref _values, 2 * _values.Length);
        getter(ref _values[index]);
    }

    public override Delegate GetterOf(Func<int> current)
    {
        var copy = Copier<T>.Copy;
        return (ValueGetter<T>)((ref T value) => copy(_values[current()], ref value));
    }
}

/// <summary>How a value is copied so that the copy shares no buffers: vectors by content, the rest by assignment.</summary>
internal static class Copier<T>
{
    public static readonly CopyValue Copy = Make();
    public delegate void CopyValue(T source, ref T destination);

    private static CopyValue Make()
    {
        if (typeof(T).IsGenericType && typeof(T).GetGenericTypeDefinition() == typeof(VBuffer<>))
            return (CopyValue)Typed.Call(typeof(Copier<T>), nameof(OfVector), typeof(T).GetGenericArguments()[0]);
        return (T source, ref T destination) => destination = source;
    }

    private static Copier<VBuffer<TItem>>.CopyValue OfVector<TItem>() =>
        (VBuffer<TItem> source, ref VBuffer<TItem> destination) => source.CopyTo(ref destination);
}
