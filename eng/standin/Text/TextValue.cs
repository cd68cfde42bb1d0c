namespace Microsoft.ML.Data;

/// <summary>The current value of one column of a text file.</summary>
internal abstract class TextValue
{
    public static TextValue Create(TextColumn column, bool emptyRealsAreNaN) => (TextValue)Activator.CreateInstance(
        (column.Type is VectorDataViewType ? typeof(TextVector<>) : typeof(TextScalar<>)).MakeGenericType(PrimitiveTypes.ItemOf(column.Type).RawType),
        column,
        emptyRealsAreNaN);

    /// <summary>Parses the value from the fields of a line.</summary>
    public abstract void Parse(List<ReadOnlyMemory<char>> fields, long line);

    /// <summary>A getter of the value, preceded by a check.</summary>
    public abstract Delegate GetterAfter(Action check);

    /// <summary>The value of one field, which is not empty.</summary>
    protected static T ParseField<T>(TextParser.TryParse<T> parse, ReadOnlyMemory<char> field, TextColumn column, long line)
    {
        if (!parse(field, out var value) && !MissingValues.CanBeMissing(column.Type))
            throw new FormatException($"'{field}' in line {line}, column '{column.Name}', is no {PrimitiveTypes.ItemOf(column.Type)}.");
        return value;
    }
}

internal sealed class TextScalar<T>(TextColumn column, bool emptyRealsAreNaN) : TextValue
{
    private readonly TextParser.TryParse<T> _parse = TextParser.Of<T>(column.Type);
    private readonly T _empty = TextParser.Empty<T>(emptyRealsAreNaN);
    private T _value;

    public override void Parse(List<ReadOnlyMemory<char>> fields, long line)
    {
        int source = column.Sources[0];
        bool isEmpty = source >= fields.Count || fields[source].IsEmpty;
        _value = isEmpty ? _empty : ParseField(_parse, fields[source], column, line);
    }

    public override Delegate GetterAfter(Action check) => (ValueGetter<T>)((ref T value) =>
    {
        check();
        value = _value;
    });
}

internal sealed class TextVector<T>(TextColumn column, bool emptyRealsAreNaN) : TextValue
{
    private readonly TextParser.TryParse<T> _parse = TextParser.Of<T>(PrimitiveTypes.ItemOf(column.Type));
    private readonly T _empty = TextParser.Empty<T>(emptyRealsAreNaN);
    private readonly bool _skipEmpty = !emptyRealsAreNaN || default(T) is not (float or double);
    private readonly T[] _values = new T[column.Sources.Length];
    private readonly int[] _slots = new int[column.Sources.Length];
    private int _count;

    public override void Parse(List<ReadOnlyMemory<char>> fields, long line)
    {
        _count = 0;
        for (int slot = 0; slot < column.Sources.Length; slot++)
        {
            int source = column.Sources[slot];
            bool isEmpty = source >= fields.Count || fields[source].IsEmpty;
            if (isEmpty && _skipEmpty)
                continue;
            _values[_count] = isEmpty ? _empty : ParseField(_parse, fields[source], column, line);
            _slots[_count++] = slot;
        }
    }

    // A vector is sparse when no more than half of its fields are there.
    public override Delegate GetterAfter(Action check) => (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) =>
    {
        check();
        bool isDense = _count > _values.Length / 2;
        var editor = VBufferEditor.Create(ref value, _values.Length, isDense ? null : _count);
        if (isDense)
            editor.Values.Clear();
        for (int i = 0; i < _count; i++)
            editor.Values[isDense ? _slots[i] : i] = _values[i];
        if (!isDense)
            _slots.AsSpan(0, _count).CopyTo(editor.Indices);
        value = editor.Commit();
    });
}
