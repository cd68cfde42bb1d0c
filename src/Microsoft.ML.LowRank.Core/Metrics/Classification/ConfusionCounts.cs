namespace Microsoft.ML.LowRank;

/// <summary>A confusion matrix of two classes, in weights of rows.</summary>
/// <param name="TruePositives">Positive rows predicted positive.</param>
/// <param name="FalseNegatives">Positive rows predicted negative.</param>
/// <param name="FalsePositives">Negative rows predicted positive.</param>
/// <param name="TrueNegatives">Negative rows predicted negative.</param>
public readonly record struct ConfusionCounts(double TruePositives, double FalseNegatives, double FalsePositives, double TrueNegatives)
{
    /// <summary>All positive rows.</summary>
    public double Positives => TruePositives + FalseNegatives;

    /// <summary>All negative rows.</summary>
    public double Negatives => FalsePositives + TrueNegatives;

    /// <summary>All rows predicted positive.</summary>
    public double PredictedPositives => TruePositives + FalsePositives;

    /// <summary>All rows predicted negative.</summary>
    public double PredictedNegatives => FalseNegatives + TrueNegatives;

    /// <summary>All rows.</summary>
    public double Total => Positives + Negatives;
}
