namespace Microsoft.ML.LowRank;

/// <summary>Which rows a threshold is chosen on. An estimator sees rows, not where they come from, so it has to be told.</summary>
public enum ThresholdRows
{
    /// <summary>Rows that the model has not learned from: what the threshold promises on them is what it can keep.</summary>
    HeldOut = 0,

    /// <summary>
    /// The rows that the model has learned from, as in a pipeline whose last step is the threshold. A model that remembers its rows
    /// scores them too well, and the threshold fits those scores; the log says so.
    /// </summary>
    Training = 1,
}
