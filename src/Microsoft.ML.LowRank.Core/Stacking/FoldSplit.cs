namespace Microsoft.ML.LowRank.Stacking;

/// <summary>
/// A training part and a validation part, each a set of segments of the rows, and how the training part is itself split
/// to choose a penalty. Segments are the unit in which moments are summed, so that every part is a sum of a few of them.
/// </summary>
/// <param name="Training">Segments to learn from.</param>
/// <param name="Validation">Segments to judge on, none of them in <paramref name="Training"/>; empty for the final fit.</param>
/// <param name="Inner">Splits of the training part; they have none of their own.</param>
internal sealed record FoldSplit(int[] Training, int[] Validation, FoldSplit[] Inner);
