using Microsoft.ML.LowRank.LinearAlgebra;

namespace Microsoft.ML.LowRank.Features;

/// <summary>
/// Numbers of a stream from which bins are cut: all of them while they are few, then a uniform sample (Vitter's algorithm
/// R). The draws are seeded, so the same rows give the same bins.
/// </summary>
internal sealed class QuantileSample(int capacity = QuantileSample.DefaultCapacity)
{
    /// <summary>A bin of 32 is then off by about a thirtieth of its rows.</summary>
    public const int DefaultCapacity = 100_000;

    private readonly int _capacity = capacity;
    private SplitMix64 _random = new(0x51A3);
    private float[] _values = [];
    private int _count;
    private long _below;
    private long _above;

    /// <summary>Numbers so far.</summary>
    public long Seen { get; private set; }

    /// <summary>Takes one more. Infinite ones are only counted: no edge is to be made of them.</summary>
    public void Add(float value)
    {
        if (float.IsInfinity(value))
        {
            _ = value > 0 ? _above++ : _below++;
            return;
        }
        long at = Seen++;
        if (_count == _capacity)
        {
            at = (long)Math.BigMul(_random.Next(), (ulong)Seen, out _);
            if (at >= _capacity)
                return;
        }
        else if (_count++ == _values.Length)
        {
            Array.Resize(ref _values, Math.Min(_capacity, Math.Max(64, 2 * _values.Length)));
        }
        _values[at] = value;
    }

    /// <summary>
    /// Where bins begin, except for the first: ascending, each above the least number. With no more distinct
    /// numbers than bins each has a bin of its own.
    /// </summary>
    public float[] Edges(int bins)
    {
        var sorted = _values.AsSpan(0, _count).ToArray();
        Array.Sort(sorted);
        var distinct = new List<float>();
        foreach (float value in sorted)
        {
            if (distinct.Count > bins)
                break;
            AddAbove(distinct, value);
        }
        if (distinct.Count > bins)
        {
            distinct = [sorted[0]];
            for (int bin = 1; bin < bins; bin++)
                AddAbove(distinct, sorted[(long)bin * sorted.Length / bins]);
        }
        return [.. distinct.Skip(1)];
    }

    /// <summary>Numbers in every bin; estimated from the sample when there were more than it holds.</summary>
    public long[] Counts(ReadOnlySpan<float> edges)
    {
        var counts = new long[edges.Length + 1];
        foreach (float value in _values.AsSpan(0, _count))
            counts[NumericCodes.Bin(edges, value)]++;
        if (Seen > _count)
            for (int bin = 0; bin < counts.Length; bin++)
                counts[bin] = (long)Math.Round((double)counts[bin] * Seen / _count);
        counts[0] += _below;
        counts[^1] += _above;
        return counts;
    }

    private static void AddAbove(List<float> values, float value)
    {
        if (values.Count == 0 || value > values[^1])
            values.Add(value);
    }
}
