namespace Microsoft.ML.LowRank;

/// <summary>Neighbouring rows in the order of their scores: what was promised and what came.</summary>
/// <param name="RowCount">Number of rows.</param>
/// <param name="Weight">Sum of their weights.</param>
/// <param name="MeanProbability">Weighted mean of the predicted probabilities.</param>
/// <param name="PositiveRate">Weighted share of positive rows.</param>
public readonly record struct CalibrationBin(int RowCount, double Weight, double MeanProbability, double PositiveRate);
