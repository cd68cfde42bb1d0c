using Microsoft.ML.Data;

namespace Microsoft.ML.Standin.Tests;

[Probes("types")]
internal static class TypeProbes
{
    private static readonly DataViewType[] Simple =
    [
        BooleanDataViewType.Instance, TextDataViewType.Instance, RowIdDataViewType.Instance,
        NumberDataViewType.SByte, NumberDataViewType.Byte, NumberDataViewType.Int16, NumberDataViewType.UInt16,
        NumberDataViewType.Int32, NumberDataViewType.UInt32, NumberDataViewType.Int64, NumberDataViewType.UInt64,
        NumberDataViewType.Single, NumberDataViewType.Double,
    ];

    public static object SimpleTypes() => Simple.Select(Describe.TypeOf).ToArray();
    public static object SimpleTypesDiffer() => Simple.Distinct().Count() == Simple.Length;

    public static object Vectors() => new[]
    {
        Describe.TypeOf(new VectorDataViewType(NumberDataViewType.Single)),
        Describe.TypeOf(new VectorDataViewType(NumberDataViewType.Single, 3)),
        Describe.TypeOf(new VectorDataViewType(NumberDataViewType.Double, 2, 3)),
        Describe.TypeOf(new VectorDataViewType(TextDataViewType.Instance, 0)),
        Describe.TypeOf(new VectorDataViewType(new KeyDataViewType(typeof(byte), 7), 2)),
    };

    public static object VectorSizes() => new[]
    {
        new VectorDataViewType(NumberDataViewType.Single),
        new VectorDataViewType(NumberDataViewType.Single, 3),
        new VectorDataViewType(NumberDataViewType.Single, 2, 3),
        new VectorDataViewType(NumberDataViewType.Single, 2, 0),
    }.Select(t => new { t.Size, t.IsKnownSize, dimensions = t.Dimensions.ToArray() }).ToArray();

    public static object VectorEquality()
    {
        var three = new VectorDataViewType(NumberDataViewType.Single, 3);
        return new
        {
            same = three.Equals(new VectorDataViewType(NumberDataViewType.Single, 3)),
            sameHash = three.GetHashCode() == new VectorDataViewType(NumberDataViewType.Single, 3).GetHashCode(),
            otherSize = three.Equals(new VectorDataViewType(NumberDataViewType.Single, 4)),
            otherShape = three.Equals(new VectorDataViewType(NumberDataViewType.Single, 3, 1)),
            otherItem = three.Equals(new VectorDataViewType(NumberDataViewType.Double, 3)),
            scalar = three.Equals(NumberDataViewType.Single),
        };
    }

    public static object VectorOfNegativeSize() =>
        Describe.Thrown(() => _ = new VectorDataViewType(NumberDataViewType.Single, -1));

    public static object Keys() => new[]
    {
        Describe.TypeOf(new KeyDataViewType(typeof(uint), 5)),
        Describe.TypeOf(new KeyDataViewType(typeof(byte), 255)),
        Describe.TypeOf(new KeyDataViewType(typeof(ulong), ulong.MaxValue)),
    };

    public static object KeyEquality()
    {
        var five = new KeyDataViewType(typeof(uint), 5);
        return new
        {
            five.Count,
            same = five.Equals(new KeyDataViewType(typeof(uint), 5)),
            otherCount = five.Equals(new KeyDataViewType(typeof(uint), 6)),
            otherType = five.Equals(new KeyDataViewType(typeof(ulong), 5)),
            number = five.Equals(NumberDataViewType.UInt32),
        };
    }

    public static object BadKeys() => new
    {
        empty = Describe.Thrown(() => _ = new KeyDataViewType(typeof(uint), 0)),
        signed = Describe.Thrown(() => _ = new KeyDataViewType(typeof(int), 5)),
        tooMany = Describe.Thrown(() => _ = new KeyDataViewType(typeof(byte), 256)),
    };

    public static object RowIds() => new
    {
        text = new DataViewRowId(1, 2).ToString(),
        equal = new DataViewRowId(1, 2).Equals(new DataViewRowId(1, 2)),
        swapped = new DataViewRowId(1, 2).Equals(new DataViewRowId(2, 1)),
    };
}
