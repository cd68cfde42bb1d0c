using Microsoft.ML.Data;

namespace Microsoft.ML.Standin.Tests;

/// <summary>Where typed values come from: a row's column or an annotation.</summary>
internal interface IValueReader
{
    Func<T> Read<T>();
}

internal sealed class RowReader(DataViewRow row, DataViewSchema.Column column) : IValueReader
{
    public Func<T> Read<T>()
    {
        ValueGetter<T> getter = row.GetGetter<T>(column);
        T value = default!;
        return () =>
        {
            getter(ref value);
            return value;
        };
    }
}

internal sealed class AnnotationReader(DataViewSchema.Annotations annotations, string kind) : IValueReader
{
    public Func<T> Read<T>() => () =>
    {
        T value = default!;
        annotations.GetValue(kind, ref value);
        return value;
    };
}

/// <summary>Reads values whose type is known at run time only; vectors are given dense.</summary>
internal static class DataViewValues
{
    public static Func<object?> Getter(DataViewRow row, DataViewSchema.Column column) =>
        Getter(column.Type, new RowReader(row, column));

    public static Func<object?> Getter(DataViewType type, IValueReader reader) =>
        type is VectorDataViewType vector ? Vector(vector.ItemType.RawType, reader) : Scalar(type.RawType, reader);

    private static Func<object?> Scalar(Type raw, IValueReader reader) => Type.GetTypeCode(raw) switch
    {
        TypeCode.Single => Boxed(reader.Read<float>()),
        TypeCode.Double => Boxed(reader.Read<double>()),
        TypeCode.Boolean => Boxed(reader.Read<bool>()),
        TypeCode.SByte => Boxed(reader.Read<sbyte>()),
        TypeCode.Byte => Boxed(reader.Read<byte>()),
        TypeCode.Int16 => Boxed(reader.Read<short>()),
        TypeCode.UInt16 => Boxed(reader.Read<ushort>()),
        TypeCode.Int32 => Boxed(reader.Read<int>()),
        TypeCode.UInt32 => Boxed(reader.Read<uint>()),
        TypeCode.Int64 => Boxed(reader.Read<long>()),
        TypeCode.UInt64 => Boxed(reader.Read<ulong>()),
        _ when raw == typeof(ReadOnlyMemory<char>) => Boxed(reader.Read<ReadOnlyMemory<char>>()),
        _ => throw new InvalidOperationException($"The probes read no {raw}."),
    };

    private static Func<object?> Vector(Type raw, IValueReader reader) => Type.GetTypeCode(raw) switch
    {
        TypeCode.Single => Dense(reader.Read<VBuffer<float>>()),
        TypeCode.Double => Dense(reader.Read<VBuffer<double>>()),
        TypeCode.Boolean => Dense(reader.Read<VBuffer<bool>>()),
        TypeCode.Byte => Dense(reader.Read<VBuffer<byte>>()),
        TypeCode.UInt16 => Dense(reader.Read<VBuffer<ushort>>()),
        TypeCode.Int32 => Dense(reader.Read<VBuffer<int>>()),
        TypeCode.UInt32 => Dense(reader.Read<VBuffer<uint>>()),
        TypeCode.Int64 => Dense(reader.Read<VBuffer<long>>()),
        TypeCode.UInt64 => Dense(reader.Read<VBuffer<ulong>>()),
        _ when raw == typeof(ReadOnlyMemory<char>) => Dense(reader.Read<VBuffer<ReadOnlyMemory<char>>>()),
        _ => throw new InvalidOperationException($"The probes read no vectors of {raw}."),
    };

    private static Func<object?> Boxed<T>(Func<T> read) => () => read();

    private static Func<object?> Dense<T>(Func<VBuffer<T>> read) => () => read().DenseValues().ToArray();
}
