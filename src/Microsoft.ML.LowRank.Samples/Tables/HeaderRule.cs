namespace Microsoft.ML.LowRank.Samples.Tables;

/// <summary>Whether the first row of a file names the columns.</summary>
internal enum HeaderRule
{
    /// <summary>It does when all its cells are texts, none a number, none missing, none twice.</summary>
    Auto,
    Yes,
    No,
}
