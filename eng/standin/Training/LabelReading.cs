using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>Labels of any type as numbers: flags as 0 and 1, keys counted from 0, a missing label as NaN.</summary>
internal static class LabelReading
{
    public static Func<double> Getter(DataViewRow row, DataViewSchema.Column column) => column.Type switch
    {
        BooleanDataViewType => Read<bool>(row, column, value => value ? 1 : 0),
        KeyDataViewType key => OfKey(row, column, key),
        NumberDataViewType { RawType: var raw } when raw == typeof(float) => Read<float>(row, column, value => value),
        NumberDataViewType { RawType: var raw } when raw == typeof(double) => Read<double>(row, column, value => value),
        _ => throw Contracts.WrongType("label", column.Name, "Boolean, Single, Double or a key", column.Type, "label"),
    };

    private static Func<double> OfKey(DataViewRow row, DataViewSchema.Column column, KeyDataViewType key) => Type.GetTypeCode(key.RawType) switch
    {
        TypeCode.Byte => Read<byte>(row, column, value => Class(value, key)),
        TypeCode.UInt16 => Read<ushort>(row, column, value => Class(value, key)),
        TypeCode.UInt32 => Read<uint>(row, column, value => Class(value, key)),
        _ => Read<ulong>(row, column, value => Class(value, key)),
    };

    private static double Class(ulong value, KeyDataViewType key) => value == 0 || value > key.Count ? double.NaN : value - 1;

    private static Func<double> Read<T>(DataViewRow row, DataViewSchema.Column column, Func<T, double> convert)
    {
        var getter = row.GetGetter<T>(column);
        T value = default;
        return () =>
        {
            getter(ref value);
            return convert(value);
        };
    }
}
