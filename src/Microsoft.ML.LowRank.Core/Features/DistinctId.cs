namespace Microsoft.ML.LowRank.Features;

/// <summary>A value that was seen, by its fingerprint. The default is a free slot.</summary>
internal struct DistinctId
{
    /// <summary>Count of a fingerprint that belongs to more than one value.</summary>
    public const uint Collision = uint.MaxValue;

    /// <summary>The fingerprint.</summary>
    public ulong Fingerprint;

    /// <summary>Bits that another value with the same fingerprint would not share.</summary>
    public uint Check;

    /// <summary>Occurrences; they stay one below <see cref="Collision"/> when they would be more.</summary>
    public uint Count;
}
