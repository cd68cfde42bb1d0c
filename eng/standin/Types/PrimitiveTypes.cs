namespace Microsoft.ML.Data;

/// <summary>From .NET types and kinds to column types and back.</summary>
internal static class PrimitiveTypes
{
    private static readonly (DataKind Kind, PrimitiveDataViewType Type)[] Kinds =
    [
        (DataKind.SByte, NumberDataViewType.SByte), (DataKind.Byte, NumberDataViewType.Byte),
        (DataKind.Int16, NumberDataViewType.Int16), (DataKind.UInt16, NumberDataViewType.UInt16),
        (DataKind.Int32, NumberDataViewType.Int32), (DataKind.UInt32, NumberDataViewType.UInt32),
        (DataKind.Int64, NumberDataViewType.Int64), (DataKind.UInt64, NumberDataViewType.UInt64),
        (DataKind.Single, NumberDataViewType.Single), (DataKind.Double, NumberDataViewType.Double),
        (DataKind.String, TextDataViewType.Instance), (DataKind.Boolean, BooleanDataViewType.Instance),
        (DataKind.TimeSpan, TimeSpanDataViewType.Instance), (DataKind.DateTime, DateTimeDataViewType.Instance),
        (DataKind.DateTimeOffset, DateTimeOffsetDataViewType.Instance),
    ];

    public static PrimitiveDataViewType OfKind(DataKind kind) => Kinds.FirstOrDefault(k => k.Kind == kind).Type;

    /// <summary>The type of columns with values of <paramref name="raw"/>, or null.</summary>
    public static PrimitiveDataViewType OfRaw(Type raw) =>
        raw == typeof(string) ? TextDataViewType.Instance
        : raw == typeof(DataViewRowId) ? RowIdDataViewType.Instance
        : Kinds.FirstOrDefault(k => k.Type.RawType == raw).Type;

    public static DataKind? KindOf(DataViewType type)
    {
        foreach (var (kind, primitive) in Kinds)
        {
            if (primitive.RawType == type.RawType)
                return kind;
        }

        return null;
    }

    /// <summary>The item type of a vector, any other type itself.</summary>
    public static DataViewType ItemOf(DataViewType type) => type is VectorDataViewType vector ? vector.ItemType : type;
}
