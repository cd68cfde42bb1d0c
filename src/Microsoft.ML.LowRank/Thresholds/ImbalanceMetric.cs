namespace Microsoft.ML.LowRank;

/// <summary>A metric of a model's own decisions, and how large it can be made by a threshold of its score.</summary>
/// <param name="MetricName">The metric's name.</param>
/// <param name="Value">The metric of the model's own decisions.</param>
/// <param name="BestThreshold">Where the metric is largest; of several such places the one nearest to where scores are cut anyway.</param>
/// <param name="BestValue">
/// The metric there. The threshold was chosen on the rows that it is judged on, so this is more than it will give on others.
/// </param>
/// <param name="BestCounts">The confusion matrix there, in weights of rows.</param>
public sealed record ImbalanceMetric(string MetricName, double Value, double BestThreshold, double BestValue, ConfusionCounts BestCounts);
