namespace Microsoft.ML.LowRank.Samples.Learning;

/// <summary>Columns of the samples' data views.</summary>
internal static class ColumnNames
{
    public const string Label = "Label";

    /// <summary>All columns of numbers, as one vector.</summary>
    public const string Numbers = "Numbers";

    /// <summary>Everything a linear trainer sees, as one vector.</summary>
    public const string Features = "Features";
}
