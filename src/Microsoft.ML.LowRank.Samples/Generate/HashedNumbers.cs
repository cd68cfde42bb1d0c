using Microsoft.ML.LowRank.LinearAlgebra;

namespace Microsoft.ML.LowRank.Samples.Generate;

/// <summary>Random numbers that belong to an index: any of them can be had at any time, and none is stored.</summary>
internal readonly struct HashedNumbers(ulong key)
{
    // Odd, so that no two indices share a state.
    private const ulong Spread = 0xD1342543DE82EF95;

    /// <summary>Numbers of their own for a part of something larger.</summary>
    public HashedNumbers Part(int part) => new(At(part).Next());

    /// <summary>A generator that starts where the index says.</summary>
    public SplitMix64 At(long index) => new(new SplitMix64(key + ((ulong)index * Spread)).Next());

    /// <summary>The standard normal number of an index.</summary>
    public double Gaussian(long index) => At(index).NextGaussian();
}
