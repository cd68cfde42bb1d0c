namespace Microsoft.ML.LowRank;

/// <summary>How the values of a field that has several in one row become one vector.</summary>
public enum CategoryPooling
{
    /// <summary>The mean of the values' vectors, so that long lists weigh no more than short ones.</summary>
    Mean = 0,

    /// <summary>The sum of the values' vectors.</summary>
    Sum = 1,
}
