using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>One of a known number of categories; the raw value 0 is "missing", categories count from 1.</summary>
public sealed class KeyDataViewType : PrimitiveDataViewType
{
    public KeyDataViewType(Type type, ulong count)
        : base(type)
    {
        Contracts.CheckParam(IsValidDataType(type), nameof(type), $"A key is held in an unsigned integer, not in {type}.");
        Contracts.CheckParam(count > 0 && count <= MaxCount(type), nameof(count), $"{count} categories do not fit in {type.Name}.");
        Count = count;
    }

    public KeyDataViewType(Type type, int count)
        : this(type, (ulong)count) =>
        Contracts.CheckParam(count > 0, nameof(count), $"A key needs at least one category, not {count}.");

    public ulong Count { get; }
    public static bool IsValidDataType(Type type) => MaxCount(type) > 0;

    public override bool Equals(DataViewType other) =>
        other is KeyDataViewType key && key.RawType == RawType && key.Count == Count;

    public override bool Equals(object other) => other is DataViewType type && Equals(type);
    public override int GetHashCode() => HashCode.Combine(RawType, Count);
    public override string ToString() => $"Key<{RawType.Name}, 0-{Count - 1}>";

    internal static ulong MaxCount(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Byte => byte.MaxValue,
        TypeCode.UInt16 => ushort.MaxValue,
        TypeCode.UInt32 => uint.MaxValue,
        TypeCode.UInt64 => ulong.MaxValue,
        _ => 0,
    };
}
