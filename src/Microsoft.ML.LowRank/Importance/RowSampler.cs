using Microsoft.ML.LowRank.LinearAlgebra;

namespace Microsoft.ML.LowRank.Importance;

/// <summary>
/// A random sample of rows of which the size is exact, chosen row after row without memory of the rows (Knuth's selection
/// sampling): the same seed chooses the same rows every time.
/// </summary>
internal struct RowSampler(long total, int wanted, ulong seed)
{
    private SplitMix64 _random = new(seed);
    private long _left = total;
    private int _wanted = wanted;

    /// <summary>Whether the next row is one of the sample.</summary>
    public bool Next()
    {
        // Certain while all that are left are wanted.
        bool isChosen = _left > 0 && (_wanted >= _left || _random.NextDouble() * _left < _wanted);
        _left--;
        _wanted -= isChosen ? 1 : 0;
        return isChosen;
    }
}
