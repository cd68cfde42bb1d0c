namespace Microsoft.ML.LowRank.Stacking;

/// <summary>Which penalty of a path is chosen by the errors on validation parts.</summary>
internal enum PenaltyChoice
{
    /// <summary>The one with the least mean error; the largest where several tie.</summary>
    Minimum = 0,

    /// <summary>
    /// The largest one whose mean error is within one standard error of the least (Breiman et al., 1984): the simplest
    /// model that cannot be told from the best.
    /// </summary>
    OneStandardError = 1,
}
