using System.Linq.Expressions;

namespace Microsoft.ML.Data;

/// <summary>Getters that read members of objects, and actions that fill them.</summary>
internal static class MemberAccess<TRow>
    where TRow : class
{
    /// <summary>The getter of a column, which reads the member of the current object.</summary>
    public static Delegate Getter(MemberColumn column, Func<TRow> current)
    {
        var type = column.MemberType;
        if (type == typeof(string))
        {
            var text = Read<string>(column);
            return (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> value) => value = text(current()).AsMemory());
        }

        if (type == typeof(string[]))
            return ArrayGetter(Read<string[]>(column), current, text => text.AsMemory());
        if (type.IsArray)
            return (Delegate)Typed.Call(typeof(MemberAccess<TRow>), nameof(PlainArrayGetter), type.GetElementType(), column, current);
        string kind = column.Type is KeyDataViewType ? nameof(KeyGetter) : nameof(PlainGetter);
        return (Delegate)Typed.Call(typeof(MemberAccess<TRow>), kind, type, column, current);
    }

    /// <summary>An action that fills the member of an object from the current value of a row.</summary>
    public static Action<TRow> Setter(MemberColumn column, DataViewRow row, DataViewSchema.Column source)
    {
        var type = column.MemberType;
        if (type == typeof(string))
        {
            var getter = row.GetGetter<ReadOnlyMemory<char>>(source);
            var write = Write<string>(column);
            ReadOnlyMemory<char> value = default;
            return target =>
            {
                getter(ref value);
                write(target, value.ToString());
            };
        }

        if (type == typeof(string[]))
            return ArraySetter<ReadOnlyMemory<char>, string>(column, row, source, text => text.ToString());
        return type.IsArray
            ? (Action<TRow>)Typed.Call(typeof(MemberAccess<TRow>), nameof(PlainArraySetter), type.GetElementType(), column, row, source)
            : (Action<TRow>)Typed.Call(typeof(MemberAccess<TRow>), nameof(PlainSetter), type, column, row, source);
    }

    private static Func<TRow, T> Read<T>(MemberColumn column)
    {
        var row = Expression.Parameter(typeof(TRow));
        return Expression.Lambda<Func<TRow, T>>(Expression.MakeMemberAccess(row, column.Member), row).Compile();
    }

    private static Action<TRow, T> Write<T>(MemberColumn column)
    {
        var row = Expression.Parameter(typeof(TRow));
        var value = Expression.Parameter(typeof(T));
        return Expression.Lambda<Action<TRow, T>>(Expression.Assign(Expression.MakeMemberAccess(row, column.Member), value), row, value).Compile();
    }

    private static ValueGetter<T> PlainGetter<T>(MemberColumn column, Func<TRow> current)
    {
        var read = Read<T>(column);
        var copy = Copier<T>.Copy;
        return (ref T value) => copy(read(current()), ref value);
    }

    // In the member categories count from 0, in the column from 1; what is no category is missing.
    private static ValueGetter<T> KeyGetter<T>(MemberColumn column, Func<TRow> current)
    {
        var read = Read<T>(column);
        ulong count = ((KeyDataViewType)column.Type).Count;
        return (ref T value) =>
        {
            ulong key = Convert.ToUInt64(read(current()));
            value = (T)Convert.ChangeType(key < count ? key + 1 : 0, typeof(T));
        };
    }

    private static ValueGetter<VBuffer<T>> PlainArrayGetter<T>(MemberColumn column, Func<TRow> current) =>
        ArrayGetter<T, T>(Read<T[]>(column), current, null);

    private static ValueGetter<VBuffer<TItem>> ArrayGetter<T, TItem>(Func<TRow, T[]> read, Func<TRow> current, Func<T, TItem> convert) =>
        (ref VBuffer<TItem> value) =>
        {
            var array = read(current()) ?? [];
            var editor = VBufferEditor.Create(ref value, array.Length);
            if (convert is null)
            {
                ((TItem[])(object)array).CopyTo(editor.Values);
            }
            else
            {
                for (int i = 0; i < array.Length; i++)
                    editor.Values[i] = convert(array[i]);
            }

            value = editor.Commit();
        };

    private static Action<TRow> PlainSetter<T>(MemberColumn column, DataViewRow row, DataViewSchema.Column source)
    {
        var getter = row.GetGetter<T>(source);
        var write = Write<T>(column);

        // A vector's buffers belong to the object that it was read into; they are reused only for that object.
        var read = column.Type is VectorDataViewType ? Read<T>(column) : _ => default;
        return target =>
        {
            T value = read(target);
            getter(ref value);
            write(target, value);
        };
    }

    private static Action<TRow> PlainArraySetter<T>(MemberColumn column, DataViewRow row, DataViewSchema.Column source) =>
        ArraySetter<T, T>(column, row, source, item => item);

    private static Action<TRow> ArraySetter<T, TItem>(MemberColumn column, DataViewRow row, DataViewSchema.Column source, Func<T, TItem> convert)
    {
        var getter = row.GetGetter<VBuffer<T>>(source);
        var read = Read<TItem[]>(column);
        var write = Write<TItem[]>(column);
        VBuffer<T> value = default;
        return target =>
        {
            getter(ref value);
            var array = read(target);
            if ((array?.Length ?? 0) != value.Length)
                array = new TItem[value.Length];
            foreach (var item in value.Items(all: true))
                array[item.Key] = convert(item.Value);
            write(target, array);
        };
    }
}
