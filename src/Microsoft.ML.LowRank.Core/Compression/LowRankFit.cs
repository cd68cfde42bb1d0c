namespace Microsoft.ML.LowRank.Compression;

/// <summary>What a fit gives: the projection, and sentences about choices that the caller may want to see.</summary>
internal sealed record LowRankFit(LowRankProjection Projection, IReadOnlyList<string> Messages);
