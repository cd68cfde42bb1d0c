namespace Microsoft.ML.LowRank.Features;

/// <summary>What the values of a field are.</summary>
internal enum FieldKind
{
    /// <summary>Texts or whole numbers, of which only equality matters.</summary>
    Category = 0,

    /// <summary>A number.</summary>
    Number = 1,

    /// <summary>Numbers at some of many slots; the others are 0.</summary>
    SparseVector = 2,
}
