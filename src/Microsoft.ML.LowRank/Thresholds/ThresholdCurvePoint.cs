namespace Microsoft.ML.LowRank;

/// <summary>A threshold and what it makes of the rows.</summary>
/// <param name="Threshold">A row is predicted positive when its score is above it.</param>
/// <param name="Value">The metric.</param>
/// <param name="Counts">The confusion matrix, in weights of rows.</param>
public readonly record struct ThresholdCurvePoint(double Threshold, double Value, ConfusionCounts Counts);
