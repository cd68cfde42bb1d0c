using System.Numerics;
using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Features;

namespace Microsoft.ML.LowRank.Networks;

/// <summary>Gives the values of one column of the current row to a sink.</summary>
internal abstract class InputReader
{
    public abstract void Read(IFeatureSink sink);

    /// <summary>Opens readers of the columns of a row, as it moves.</summary>
    public static InputReader[] Open(DataViewRow row, IReadOnlyList<InputColumn> columns, DataViewSchema.Column[] bound)
        => [.. columns.Select((column, i) => Open(row, column, bound[i]))];

    private static InputReader Open(DataViewRow row, InputColumn column, DataViewSchema.Column bound)
    {
        var item = bound.Type is VectorDataViewType vector ? vector.ItemType : bound.Type;
        if (item is TextDataViewType)
            return Open(row, bound, column, new TextGiver());
        if (item is BooleanDataViewType)
            return Open(row, bound, column, new BooleanGiver(isNumber: column.Kind is InputKind.Number or InputKind.SparseVector));
        var raw = item.RawType;
        if (item is KeyDataViewType)
        {
            return raw == typeof(byte) ? Open(row, bound, column, new KeyGiver<byte>())
                : raw == typeof(ushort) ? Open(row, bound, column, new KeyGiver<ushort>())
                : raw == typeof(uint) ? Open(row, bound, column, new KeyGiver<uint>())
                : Open(row, bound, column, new KeyGiver<ulong>());
        }
        return raw == typeof(float) ? Floating<float>(row, bound, column)
            : raw == typeof(double) ? Floating<double>(row, bound, column)
            : raw == typeof(sbyte) ? Whole<sbyte>(row, bound, column)
            : raw == typeof(byte) ? Whole<byte>(row, bound, column)
            : raw == typeof(short) ? Whole<short>(row, bound, column)
            : raw == typeof(ushort) ? Whole<ushort>(row, bound, column)
            : raw == typeof(int) ? Whole<int>(row, bound, column)
            : raw == typeof(uint) ? Whole<uint>(row, bound, column)
            : raw == typeof(long) ? Whole<long>(row, bound, column)
            : Whole<ulong>(row, bound, column);
    }

    private static InputReader Floating<T>(DataViewRow row, DataViewSchema.Column bound, InputColumn column)
        where T : struct, IFloatingPoint<T> => column.Kind == InputKind.NumberCategory
        ? Open(row, bound, column, new FloatCategoryGiver<T>()) : Open(row, bound, column, new NumberGiver<T>());

    private static InputReader Whole<T>(DataViewRow row, DataViewSchema.Column bound, InputColumn column)
        where T : struct, IBinaryInteger<T> => column.Kind == InputKind.Integer
        ? Open(row, bound, column, new IntegerGiver<T>()) : Open(row, bound, column, new NumberGiver<T>());

    private static InputReader Open<T, TGiver>(DataViewRow row, DataViewSchema.Column bound, InputColumn column, TGiver giver)
        where TGiver : struct, IGiver<T>
        => column.IsVector
            ? new VectorReader<T, TGiver>(row.GetGetter<VBuffer<T>>(bound), column, giver)
            : new ScalarReader<T, TGiver>(row.GetGetter<T>(bound), column.FirstField, giver);

    // Type arguments of the value cannot be inferred from a constraint.
    private static InputReader Open(DataViewRow row, DataViewSchema.Column bound, InputColumn column, TextGiver giver)
        => Open<ReadOnlyMemory<char>, TextGiver>(row, bound, column, giver);

    private static InputReader Open(DataViewRow row, DataViewSchema.Column bound, InputColumn column, BooleanGiver giver)
        => Open<bool, BooleanGiver>(row, bound, column, giver);

    private static InputReader Open<T>(DataViewRow row, DataViewSchema.Column bound, InputColumn column, KeyGiver<T> giver)
        where T : struct, IBinaryInteger<T> => Open<T, KeyGiver<T>>(row, bound, column, giver);

    private static InputReader Open<T>(DataViewRow row, DataViewSchema.Column bound, InputColumn column, IntegerGiver<T> giver)
        where T : struct, IBinaryInteger<T> => Open<T, IntegerGiver<T>>(row, bound, column, giver);

    private static InputReader Open<T>(DataViewRow row, DataViewSchema.Column bound, InputColumn column, FloatCategoryGiver<T> giver)
        where T : struct, IFloatingPoint<T> => Open<T, FloatCategoryGiver<T>>(row, bound, column, giver);

    private static InputReader Open<T>(DataViewRow row, DataViewSchema.Column bound, InputColumn column, NumberGiver<T> giver)
        where T : struct, INumberBase<T> => Open<T, NumberGiver<T>>(row, bound, column, giver);

    /// <summary>How a value of one type is given.</summary>
    private interface IGiver<T>
    {
        void Give(IFeatureSink sink, int field, in T value);

        /// <summary>What stands for slots that a sparse vector does not name: false where these say nothing.</summary>
        bool IsDense { get; }

        float ToNumber(in T value);
    }

    private sealed class ScalarReader<T, TGiver>(ValueGetter<T> getter, int field, TGiver giver) : InputReader
        where TGiver : struct, IGiver<T>
    {
        private T _value = default!;

        public override void Read(IFeatureSink sink)
        {
            getter(ref _value);
            giver.Give(sink, field, _value);
        }
    }

    /// <summary>Categories of one field, or a number per field, or slots of a sparse vector.</summary>
    private sealed class VectorReader<T, TGiver>(ValueGetter<VBuffer<T>> getter, InputColumn column, TGiver giver) : InputReader
        where TGiver : struct, IGiver<T>
    {
        private VBuffer<T> _values;

        public override void Read(IFeatureSink sink)
        {
            getter(ref _values);
            var values = _values.GetValues();
            var slots = _values.GetIndices();
            if (column.Kind == InputKind.SparseVector)
            {
                for (int i = 0; i < values.Length; i++)
                    sink.Weighted(column.FirstField, _values.IsDense ? i : slots[i], giver.ToNumber(values[i]));
            }
            else if (typeof(T) == typeof(bool) && column.Kind == InputKind.Integer)
            {
                // A vector of Booleans names the slots that are true.
                for (int i = 0; i < values.Length; i++)
                {
                    if ((bool)(object)values[i]!)
                        sink.Integer(column.FirstField, (ulong)(_values.IsDense ? i : slots[i]));
                }
            }
            else if (_values.IsDense || !giver.IsDense)
            {
                for (int i = 0; i < values.Length; i++)
                    giver.Give(sink, FieldOf(_values.IsDense ? i : slots[i]), values[i]);
            }
            else
            {
                for (int slot = 0, next = 0; slot < _values.Length; slot++)
                {
                    bool isStored = next < slots.Length && slots[next] == slot;
                    giver.Give(sink, FieldOf(slot), isStored ? values[next++] : default!);
                }
            }
        }

        private int FieldOf(int slot) => column.Kind == InputKind.Number ? column.FirstField + slot : column.FirstField;
    }

    private readonly struct TextGiver : IGiver<ReadOnlyMemory<char>>
    {
        public bool IsDense => false;

        public void Give(IFeatureSink sink, int field, in ReadOnlyMemory<char> value) => sink.Text(field, value.Span);

        public float ToNumber(in ReadOnlyMemory<char> value) => float.NaN;
    }

    private readonly struct BooleanGiver(bool isNumber) : IGiver<bool>
    {
        public bool IsDense => true;

        public void Give(IFeatureSink sink, int field, in bool value)
        {
            if (isNumber)
                sink.Number(field, value ? 1 : 0);
            else
                sink.Integer(field, value ? 1UL : 0);
        }

        public float ToNumber(in bool value) => value ? 1 : 0;
    }

    private readonly struct KeyGiver<T> : IGiver<T>
        where T : struct, IBinaryInteger<T>
    {
        public bool IsDense => false;

        public void Give(IFeatureSink sink, int field, in T value)
        {
            if (T.IsZero(value))
                sink.Missing(field);
            else
                sink.Integer(field, ulong.CreateTruncating(value));
        }

        public float ToNumber(in T value) => float.CreateTruncating(value);
    }

    private readonly struct IntegerGiver<T> : IGiver<T>
        where T : struct, IBinaryInteger<T>
    {
        public bool IsDense => true;

        // Signed numbers keep their sign, so that the same number of another width is the same category.
        public void Give(IFeatureSink sink, int field, in T value) => sink.Integer(field, ulong.CreateTruncating(value));

        public float ToNumber(in T value) => float.CreateTruncating(value);
    }

    private readonly struct FloatCategoryGiver<T> : IGiver<T>
        where T : struct, IFloatingPoint<T>
    {
        public bool IsDense => true;

        public void Give(IFeatureSink sink, int field, in T value)
        {
            double number = double.CreateTruncating(value);
            if (double.IsNaN(number))
                sink.Missing(field);
            else if (Math.Abs(number) < 1L << 53 && number == Math.Truncate(number))
                sink.Integer(field, unchecked((ulong)(long)number));
            else
                sink.Integer(field, BitConverter.DoubleToUInt64Bits(number));
        }

        public float ToNumber(in T value) => float.CreateTruncating(value);
    }

    private readonly struct NumberGiver<T> : IGiver<T>
        where T : struct, INumberBase<T>
    {
        public bool IsDense => true;

        public void Give(IFeatureSink sink, int field, in T value) => sink.Number(field, float.CreateTruncating(value));

        public float ToNumber(in T value) => float.CreateTruncating(value);
    }
}
