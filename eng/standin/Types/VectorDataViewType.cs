using System.Collections.Immutable;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A vector of primitive items, of known or of varying size, with optional inner dimensions.</summary>
public sealed class VectorDataViewType : StructuredDataViewType
{
    /// <summary>A vector of <paramref name="size"/> items; 0 means that rows differ in size.</summary>
    public VectorDataViewType(PrimitiveDataViewType itemType, int size = 0)
        : base(RawTypeOf(itemType))
    {
        Contracts.CheckParam(size >= 0, nameof(size), $"A vector's size is not negative, but {size} is.");
        ItemType = itemType;
        Size = size;
        Dimensions = [size];
    }

    /// <summary>A vector whose items are laid out in <paramref name="dimensions"/>.</summary>
    public VectorDataViewType(PrimitiveDataViewType itemType, params int[] dimensions)
        : this(itemType, ImmutableArray.Create(dimensions))
    {
    }

    /// <summary>A vector whose items are laid out in <paramref name="dimensions"/>.</summary>
    public VectorDataViewType(PrimitiveDataViewType itemType, ImmutableArray<int> dimensions)
        : base(RawTypeOf(itemType))
    {
        Contracts.CheckParam(dimensions.Length > 0, nameof(dimensions), "A vector has at least one dimension.");
        Contracts.CheckParam(dimensions.All(d => d >= 0), nameof(dimensions), "A vector's dimensions are not negative.");
        ItemType = itemType;
        Dimensions = dimensions;
        Size = dimensions.Aggregate(1, (size, d) => checked(size * d));
    }

    /// <summary>The lengths of the dimensions; 0 for one that varies.</summary>
    public ImmutableArray<int> Dimensions { get; }

    /// <summary>Whether all rows have the same size.</summary>
    public bool IsKnownSize => Size > 0;

    /// <summary>The type of the items.</summary>
    public PrimitiveDataViewType ItemType { get; }

    /// <summary>The number of items, or 0 where rows differ.</summary>
    public int Size { get; }

    /// <inheritdoc/>
    public override bool Equals(DataViewType other) =>
        other is VectorDataViewType vector && ItemType.Equals(vector.ItemType) && Dimensions.SequenceEqual(vector.Dimensions);

    /// <inheritdoc/>
    public override bool Equals(object obj) => obj is DataViewType type && Equals(type);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(ItemType, Size, Dimensions.Length);

    /// <inheritdoc/>
    public override string ToString()
    {
        string sizes = Dimensions.Length == 1
            ? (Size > 0 ? $", {Size}" : "")
            : string.Concat(Dimensions.Select(d => d > 0 ? $", {d}" : ", *"));
        return $"Vector<{ItemType}{sizes}>";
    }

    private static Type RawTypeOf(PrimitiveDataViewType itemType)
    {
        Contracts.CheckValue(itemType, nameof(itemType));
        return typeof(VBuffer<>).MakeGenericType(itemType.RawType);
    }
}
