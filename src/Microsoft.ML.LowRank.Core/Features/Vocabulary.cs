using System.Numerics;

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
        int bucket = Bucket(fingerprint);
        int low = _starts[bucket], high = _starts[bucket + 1];
        while (high - low > Few)
        {
            int middle = low + ((high - low) / 2);
            if (_fingerprints[middle] <= fingerprint)
                low = middle;
            else
                high = middle;
        }
        for (int i = low; i < high; i++)
            if (_fingerprints[i] == fingerprint)
                return i;
        return -1;
    }

    // In two steps, because a shift by 64 would be none.
    private int Bucket(ulong fingerprint) => (int)((fingerprint >> 1) >> (63 - _bits));
}
