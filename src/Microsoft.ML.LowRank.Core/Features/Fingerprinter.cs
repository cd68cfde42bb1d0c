using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Microsoft.ML.LowRank.Features;

/// <summary>
/// Names values by 64 bits. Whole numbers never collide with each other; texts do so hardly ever, and the check, 32
/// further bits, tells two texts with one fingerprint apart.
/// </summary>
/// <param name="Seed">Another seed gives other fingerprints.</param>
/// <param name="Mask">The bits that are kept; fewer than all only to provoke collisions.</param>
internal readonly record struct Fingerprinter(ulong Seed, ulong Mask = ulong.MaxValue)
{
    private const ulong Odd = 0x9E3779B97F4A7C15;

    /// <summary>The next one to try when this one made two values collide.</summary>
    public Fingerprinter Next => this with { Seed = Seed + 1 };

    /// <summary>The fingerprint of a text: of its UTF-16 code units, so that no two texts are taken for one.</summary>
    public ulong Text(ReadOnlySpan<char> text, out uint check)
    {
        var hash = BitConverter.IsLittleEndian
            ? XxHash128.HashToUInt128(MemoryMarshal.AsBytes(text), (long)Seed)
            : HashReversed(text);
        check = (uint)(hash >> 96);
        return (ulong)hash & Mask;
    }

    /// <summary>The fingerprint of a whole number, by a mapping that is one-to-one.</summary>
    public ulong Integer(ulong value, out uint check)
    {
        check = (uint)(Mix(value * Odd) >> 32);
        return Mix(value ^ Mix(Seed + Odd)) & Mask;
    }

    // A model that was saved on one machine is read on any other.
    private UInt128 HashReversed(ReadOnlySpan<char> text)
    {
        ushort[] units = ArrayPool<ushort>.Shared.Rent(text.Length);
        var reversed = units.AsSpan(0, text.Length);
        BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<char, ushort>(text), reversed);
        var hash = XxHash128.HashToUInt128(MemoryMarshal.AsBytes(reversed), (long)Seed);
        ArrayPool<ushort>.Shared.Return(units);
        return hash;
    }

    // The finaliser of SplitMix64: shifts and odd factors, each of which can be undone.
    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
