namespace Microsoft.ML.LowRank.Reports;

/// <summary>A value of an axis that gets a grid line and a label.</summary>
internal readonly record struct Tick(double Value, string Label);
