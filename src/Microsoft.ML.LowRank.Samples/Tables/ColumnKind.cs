namespace Microsoft.ML.LowRank.Samples.Tables;

/// <summary>What the cells of a column are.</summary>
internal enum ColumnKind
{
    /// <summary>Numbers, not all of them missing.</summary>
    Number,

    /// <summary>Yes and no, or true and false: a number of 1 and 0.</summary>
    Boolean,

    /// <summary>Texts that repeat.</summary>
    Category,

    /// <summary>Texts that hardly repeat, such as names and identifiers.</summary>
    Text,

    /// <summary>Nothing at all.</summary>
    Empty,
}
