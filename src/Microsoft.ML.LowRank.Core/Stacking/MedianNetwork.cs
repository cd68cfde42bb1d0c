using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>
/// Medians of eight rows at once: the comparisons of a sorting network (Batcher's merge exchange; Knuth 5.2.2,
/// algorithm M) do not depend on the values, so that a vector of rows goes through them side by side. Comparisons that
/// the middle does not depend on are left out.
/// </summary>
internal sealed unsafe class MedianNetwork
{
    /// <summary>Rows in a vector.</summary>
    public const int Lanes = 8;

    private readonly int _count;
    private readonly (int Low, int High)[] _comparisons;

    /// <param name="count">Values per row, at least 1.</param>
    public MedianNetwork(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        _count = count;
        var needed = new bool[count];
        needed[count / 2] = needed[(count - 1) / 2] = true;
        var comparisons = MergeExchange(count);
        comparisons.Reverse();
        var kept = new List<(int, int)>();
        foreach (var (low, high) in comparisons)
        {
            if (!needed[low] && !needed[high])
                continue;
            needed[low] = needed[high] = true;
            kept.Add((low * Lanes, high * Lanes));
        }
        kept.Reverse();
        _comparisons = [.. kept];
    }

    /// <summary>The middle value of every row, or the mean of the two middle ones; the values are reordered.</summary>
    /// <param name="values">Count vectors; a row has one place in all of them.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public Vector256<float> Median(float* values)
    {
        foreach (var (low, high) in _comparisons)
        {
            var a = Vector256.Load(values + low);
            var b = Vector256.Load(values + high);
            Vector256.MinNative(a, b).Store(values + low);
            Vector256.MaxNative(a, b).Store(values + high);
        }
        var (lower0, lower1) = Vector256.Widen(Vector256.Load(values + ((_count - 1) / 2 * Lanes)));
        var (upper0, upper1) = Vector256.Widen(Vector256.Load(values + (_count / 2 * Lanes)));
        return Vector256.Narrow((lower0 + upper0) * 0.5, (lower1 + upper1) * 0.5);
    }

    private static List<(int Low, int High)> MergeExchange(int count)
    {
        var comparisons = new List<(int, int)>();
        int top = count < 2 ? 0 : 1 << BitOperations.Log2((uint)count - 1);
        for (int p = top; p > 0; p >>= 1)
        {
            int q = top, r = 0, d = p;
            while (true)
            {
                for (int i = 0; i < count - d; i++)
                    if ((i & p) == r)
                        comparisons.Add((i, i + d));
                if (q == p)
                    break;
                d = q - p;
                q >>= 1;
                r = p;
            }
        }
        return comparisons;
    }
}
