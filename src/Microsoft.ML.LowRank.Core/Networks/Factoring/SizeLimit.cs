namespace Microsoft.ML.LowRank.Networks.Factoring;

/// <summary>A size of the whole model and the most it may be.</summary>
/// <param name="Measure">The size at given ranks.</param>
/// <param name="Most">The limit.</param>
/// <param name="Unit">What is counted.</param>
internal sealed record SizeLimit(RankProblem.Measure Measure, long Most, string Unit);
