using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Reads keys whatever integer holds them.</summary>
internal static class KeyReading
{
    public static Delegate Getter<TOut>(DataViewRow row, DataViewSchema.Column input, Func<int, ulong, TOut> map, bool keepsDefault) =>
        Type.GetTypeCode(PrimitiveTypes.ItemOf(input.Type).RawType) switch
        {
            TypeCode.Byte => Itemwise.Getter<byte, TOut>(row, input, (slot, key) => map(slot, key), keepsDefault),
            TypeCode.UInt16 => Itemwise.Getter<ushort, TOut>(row, input, (slot, key) => map(slot, key), keepsDefault),
            TypeCode.UInt32 => Itemwise.Getter<uint, TOut>(row, input, (slot, key) => map(slot, key), keepsDefault),
            _ => Itemwise.Getter<ulong, TOut>(row, input, map, keepsDefault),
        };
}
