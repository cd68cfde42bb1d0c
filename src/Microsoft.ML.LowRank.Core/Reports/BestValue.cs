namespace Microsoft.ML.LowRank.Reports;

/// <summary>Which value of a column is the one to look for.</summary>
internal enum BestValue
{
    None,
    Lowest,
    Highest,
}
