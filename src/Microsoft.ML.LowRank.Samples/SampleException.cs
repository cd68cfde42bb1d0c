namespace Microsoft.ML.LowRank.Samples;

/// <summary>Input that a sample cannot use. The message is one sentence for the person who typed the command.</summary>
internal sealed class SampleException(string message) : Exception(message);
