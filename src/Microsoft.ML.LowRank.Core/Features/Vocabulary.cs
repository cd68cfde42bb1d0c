using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.LowRank.Features;

/// <summary>
/// The known values of a field, as ascending fingerprints. Their leading bits index them: fingerprints are uniform, so
/// that four to eight share an entry, and the index takes a byte per value at most.
/// </summary>
internal sealed class Vocabulary
{
    public static readonly Vocabulary Empty = new([]);

    private const int Few = 8;

    private readonly ulong[] _fingerprints;
    private readonly int[] _starts;
    private readonly int _bits;

    /// <param name="fingerprints">Ascending, each once. Taken, not copied.</param>
    public Vocabulary(ulong[] fingerprints)
    {
        _fingerprints = fingerprints;
        _bits = Math.Max(0, BitOperations.Log2((uint)Math.Max(1, fingerprints.Length)) - 2);
        _starts = new int[(1 << _bits) + 1];
        foreach (ulong fingerprint in fingerprints)
            _starts[Bucket(fingerprint) + 1]++;
        for (int bucket = 1; bucket < _starts.Length; bucket++)
            _starts[bucket] += _starts[bucket - 1];
    }

    /// <summary>Number of values.</summary>
    public int Count => _fingerprints.Length;

    /// <summary>Ascending.</summary>
    public ReadOnlySpan<ulong> Fingerprints => _fingerprints;

    /// <summary>The place of the fingerprint, or −1.</summary>
    public int IndexOf(ulong fingerprint)
    {
        var (low, high) = RangeOf(fingerprint);
        return IndexIn(low, high, fingerprint);
    }

    /// <summary>Asks memory for what <see cref="RangeOf"/> reads.</summary>
    public unsafe void Prefetch(ulong fingerprint)
    {
        // An address that the collector makes stale in between is a wasted request, no more.
        if (Sse.IsSupported)
            Sse.Prefetch0(Unsafe.AsPointer(ref _starts[Bucket(fingerprint)]));
    }

    /// <summary>The places among which a fingerprint is, if it is there at all; asks memory for what is there.</summary>
    public unsafe (int Low, int High) RangeOf(ulong fingerprint)
    {
        int bucket = Bucket(fingerprint);
        int low = _starts[bucket], high = _starts[bucket + 1];
        if (Sse.IsSupported && low < high)
        {
            ref ulong first = ref _fingerprints[low];
            Sse.Prefetch0(Unsafe.AsPointer(ref first));
            // Few of them lie on two lines of the cache at most.
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref first, high - low - 1)));
        }
        return (low, high);
    }

    /// <summary>The place of the fingerprint among those that <see cref="RangeOf"/> named, or −1.</summary>
    public int IndexIn(int low, int high, ulong fingerprint)
    {
        while (high - low > Few)
        {
            int middle = low + ((high - low) / 2);
            if (_fingerprints[middle] <= fingerprint)
                low = middle;
            else
                high = middle;
        }
        if (low <= _fingerprints.Length - Few)
        {
            // All at once: which of them it is cannot be foreseen, so that every loop would end with a mispredicted branch.
            // Behind the range there is no equal one.
            ref ulong first = ref _fingerprints[low];
            var wanted = Vector256.Create(fingerprint);
            uint equal = Vector256.Equals(Vector256.LoadUnsafe(ref first), wanted).ExtractMostSignificantBits()
                | (Vector256.Equals(Vector256.LoadUnsafe(ref first, 4), wanted).ExtractMostSignificantBits() << 4);
            return equal == 0 ? -1 : low + BitOperations.TrailingZeroCount(equal);
        }
        for (int i = low; i < high; i++)
            if (_fingerprints[i] == fingerprint)
                return i;
        return -1;
    }

    // In two steps, because a shift by 64 would be none.
    private int Bucket(ulong fingerprint) => (int)((fingerprint >> 1) >> (63 - _bits));
}
