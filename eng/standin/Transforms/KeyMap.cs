using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>The values that have keys, in the order of their keys.</summary>
internal abstract class KeyMap(PrimitiveDataViewType type)
{
    public PrimitiveDataViewType Type { get; } = type;

    public abstract int Count { get; }

    public static KeyMap Create(PrimitiveDataViewType type) =>
        (KeyMap)Activator.CreateInstance(typeof(KeyMap<>).MakeGenericType(type.RawType), type);

    /// <summary>An action that gives keys to the values of the current row, as long as there are fewer than the maximum.</summary>
    public abstract Action Adder(DataViewRow row, DataViewSchema.Column column, int maximum);

    public abstract void Sort();

    public abstract Delegate Getter(DataViewRow row, DataViewSchema.Column column);

    public abstract void Annotate(DataViewSchema.Annotations.Builder annotations, bool asText);

    public abstract void Save(BinaryWriter writer);

    public abstract void Load(BinaryReader reader);
}

/// <summary>The values that have keys, in the order of their keys.</summary>
internal sealed class KeyMap<T>(PrimitiveDataViewType type) : KeyMap(type)
{
    private readonly Predicate<T> _isMissing = Missing.Of<T>(type);
    private readonly List<T> _values = [];
    private readonly Dictionary<T, uint> _keys = new(ItemOrder.Equality<T>());

    public override int Count => _values.Count;

    public override Action Adder(DataViewRow row, DataViewSchema.Column column, int maximum)
    {
        Contracts.CheckParam(
            PrimitiveTypes.ItemOf(column.Type).Equals(Type), "keyData", $"Column '{column.Name}' has type {column.Type}; values of {Type} are wanted.");
        if (column.Type is VectorDataViewType)
        {
            var vectorGetter = row.GetGetter<VBuffer<T>>(column);
            VBuffer<T> vector = default;
            return () =>
            {
                vectorGetter(ref vector);
                foreach (var item in vector.DenseValues())
                    Add(item, maximum);
            };
        }

        var getter = row.GetGetter<T>(column);
        T value = default;
        return () =>
        {
            getter(ref value);
            Add(value, maximum);
        };
    }

    public override void Sort()
    {
        T[] sorted = [.. _values.Order(ItemOrder.Comparer<T>())];
        _values.Clear();
        _keys.Clear();
        Array.ForEach(sorted, value => Add(value, int.MaxValue));
    }

    public override Delegate Getter(DataViewRow row, DataViewSchema.Column column) => Itemwise.Getter<T, uint>(
        row, column, (_, value) => KeyOf(value), keepsDefault: KeyOf(default) == 0);

    public override void Annotate(DataViewSchema.Annotations.Builder annotations, bool asText)
    {
        if (asText && Type is not TextDataViewType)
        {
            var convert = ItemConversion.Create<T, ReadOnlyMemory<char>>();
            annotations.AddVector(
                AnnotationKinds.KeyValues, new VectorDataViewType(TextDataViewType.Instance, Count), _values.Select(convert).ToArray());
        }
        else
        {
            annotations.AddVector(AnnotationKinds.KeyValues, new VectorDataViewType(Type, Count), _values.ToArray());
        }
    }

    public override void Save(BinaryWriter writer) => _values.ForEach(value => ValueCodec.Write(writer, value));

    public override void Load(BinaryReader reader) => Add((T)ValueCodec.Read(reader, typeof(T)), int.MaxValue);

    private uint KeyOf(T value) => value is not null && !_isMissing(value) && _keys.TryGetValue(value, out uint key) ? key : 0;

    private void Add(T value, int maximum)
    {
        if (_values.Count >= maximum || _isMissing(value))
            return;

        // The buffers that texts point into belong to the cursor.
        T own = value is ReadOnlyMemory<char> text ? (T)(object)text.ToString().AsMemory() : value;
        if (_keys.TryAdd(own, (uint)_values.Count + 1))
            _values.Add(own);
    }
}
