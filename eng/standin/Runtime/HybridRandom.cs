using System.Numerics;

namespace Microsoft.ML.Runtime;

/// <summary>
/// ML.NET's random numbers, so that splits and shuffles of one seed are the same there and here: the hybrid of three Tausworthe
/// generators and a linear congruential one of GPU Gems 3, chapter 37 (L. Howes and D. Thomas).
/// </summary>
internal sealed class HybridRandom : Random
{
    private uint _a;
    private uint _b;
    private uint _c;
    private uint _d;

    public HybridRandom(int seed)
    {
        // Four states of one number, by rounds of MurmurHash3.
        _a = (uint)seed;
        _b = Murmur.Round(_a, _a);
        _c = Murmur.Round(_b, _a);
        _d = Murmur.Round(_c, _a);
    }

    public HybridRandom(Random source)
    {
        // The Tausworthe generators fail with small states.
        _a = AtLeast128(source);
        _b = AtLeast128(source);
        _c = AtLeast128(source);
        _d = Draw(source);
    }

    public override float NextSingle() => (NextBits() >> 9) * (1f / (1 << 23));
    public override double NextDouble() => NextBits() * (1.0 / (1L << 32));

    public override int Next()
    {
        uint bits = NextBits();
        return (int)(bits + (bits & 0x80000000));
    }

    public override int Next(int maxValue)
    {
        Contracts.CheckParam(maxValue >= 0, nameof(maxValue), $"{maxValue} is negative; no number lies between 0 and it.");
        return (int)(((ulong)NextBits() * (ulong)maxValue) >> 32);
    }

    public override int Next(int minValue, int maxValue)
    {
        Contracts.CheckParam(minValue <= maxValue, nameof(minValue), $"No number lies between {minValue} and {maxValue}.");
        return (int)((long)(NextDouble() * ((long)maxValue - minValue)) + minValue);
    }

    public override void NextBytes(byte[] buffer) => NextBytes(buffer.AsSpan());

    public override void NextBytes(Span<byte> buffer)
    {
        foreach (ref byte value in buffer)
            value = (byte)Next();
    }

    private static uint Draw(Random source) => ((uint)source.Next(0x10000) << 16) | (uint)source.Next(0x10000);

    private static uint AtLeast128(Random source)
    {
        uint drawn = Draw(source);
        while (drawn < 128)
            drawn = Draw(source);
        return drawn;
    }

    private static uint Tausworthe(uint z, int s1, int s2, int s3, uint mask) => ((z & mask) << s3) ^ (((z << s1) ^ z) >> s2);

    private uint NextBits()
    {
        _a = Tausworthe(_a, 13, 19, 12, 0xFFFFFFFE);
        _b = Tausworthe(_b, 2, 25, 4, 0xFFFFFFF8);
        _c = Tausworthe(_c, 3, 11, 17, 0xFFFFFFF0);
        _d = (1664525 * _d) + 1013904223;
        return _a ^ _b ^ _c ^ _d;
    }
}

/// <summary>MurmurHash3 of 32 bits.</summary>
internal static class Murmur
{
    public static uint Round(uint hash, uint chunk)
    {
        chunk = BitOperations.RotateLeft(chunk * 0xCC9E2D51, 15) * 0x1B873593;
        return (BitOperations.RotateLeft(hash ^ chunk, 13) * 5) + 0xE6546B64;
    }

    public static uint Finish(uint hash)
    {
        hash = (hash ^ (hash >> 16)) * 0x85EBCA6B;
        hash = (hash ^ (hash >> 13)) * 0xC2B2AE35;
        return hash ^ (hash >> 16);
    }
}
