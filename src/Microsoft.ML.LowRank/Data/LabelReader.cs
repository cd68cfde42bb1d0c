using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Data;

/// <summary>Reads a label as a number: a number as it is, a Boolean as 0 or 1, a key as its class from 0.</summary>
internal static class LabelReader
{
    public static Func<float> Open(DataViewRow row, DataViewSchema.Column column)
    {
        switch (column.Type)
        {
            case BooleanDataViewType:
                var flags = row.GetGetter<bool>(column);
                return () =>
                {
                    bool value = false;
                    flags(ref value);
                    return value ? 1 : 0;
                };
            case KeyDataViewType { RawType: var raw }:
                return raw == typeof(byte) ? Keys<byte>(row, column)
                    : raw == typeof(ushort) ? Keys<ushort>(row, column)
                    : raw == typeof(uint) ? Keys<uint>(row, column)
                    : Keys<ulong>(row, column);
            default:
                var numbers = row.GetGetter<float>(column);
                return () =>
                {
                    float value = 0;
                    numbers(ref value);
                    return value;
                };
        }
    }

    /// <summary>Classes from 0; NaN for the missing key.</summary>
    private static Func<float> Keys<T>(DataViewRow row, DataViewSchema.Column column)
        where T : struct, IConvertible
    {
        var getter = row.GetGetter<T>(column);
        ulong count = ((KeyDataViewType)column.Type).Count;
        return () =>
        {
            T value = default;
            getter(ref value);
            ulong key = value.ToUInt64(null);
            return key == 0 || key > count ? float.NaN : key - 1;
        };
    }
}
