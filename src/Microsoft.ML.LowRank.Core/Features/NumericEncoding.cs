namespace Microsoft.ML.LowRank;

/// <summary>How a number is shown to a network.</summary>
public enum NumericEncoding
{
    /// <summary>
    /// As a category: the whole part of ln(x)² where x is above 2, the whole part of x from −2 to 2, and the mirror image
    /// below. Made for counts that reach over many magnitudes.
    /// </summary>
    LogarithmSquare = 0,

    /// <summary>As a category: the bin that the number falls in; bins hold about equally many training rows.</summary>
    QuantileBins = 1,

    /// <summary>As a number, less the mean of the training rows and divided by their standard deviation.</summary>
    Standardized = 2,
}
