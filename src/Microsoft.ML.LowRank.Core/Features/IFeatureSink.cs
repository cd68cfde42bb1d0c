namespace Microsoft.ML.LowRank.Features;

/// <summary>
/// Takes rows value by value, in any order of the fields. A field that is not called in a row is missing in it; an empty
/// text and NaN are missing too. Only a field with several values may be called more than once in a row.
/// </summary>
internal interface IFeatureSink
{
    /// <summary>Begins a row. A row that was begun and not ended before is not encoded.</summary>
    void BeginRow();

    /// <summary>A value of a category.</summary>
    void Text(int field, ReadOnlySpan<char> value);

    /// <summary>A value of a category that is a whole number, a key or a boolean, cast by the caller.</summary>
    void Integer(int field, ulong raw);

    /// <summary>A number. An infinite one is in the outermost bin, or missing where numbers are standardised.</summary>
    void Number(int field, float value);

    /// <summary>One slot of a sparse vector. A value that is not finite counts as 0.</summary>
    void Weighted(int field, int slot, float value);

    /// <summary>Says what not calling the field says too.</summary>
    void Missing(int field);

    /// <summary>Ends the row.</summary>
    void EndRow();
}
