namespace Microsoft.ML.LowRank.Samples.Ctr;

/// <summary>How the trained model was compressed.</summary>
/// <param name="Report">What became of it, and of the original trained as long where that was measured.</param>
/// <param name="OriginalTest">What the original says of the test rows.</param>
internal sealed record CtrCompression(NetworkCompressionReport Report, ScoredRows OriginalTest);
