using System.Numerics;

namespace Microsoft.ML.Data;

/// <summary>The identifier of a row: 128 bits, the same in every pass over the same data.</summary>
public readonly struct DataViewRowId : IComparable<DataViewRowId>, IEquatable<DataViewRowId>
{
    public readonly ulong Low;
    public readonly ulong High;

    // The constants and rounds are those of MurmurHash3 x64 128, on which ML.NET's identifiers are defined.
    private const ulong MixLow = 0x87c37b91114253d5;
    private const ulong MixHigh = 0x4cf5ad432745937f;
    public DataViewRowId(ulong low, ulong high) => (Low, High) = (low, high);
    public override string ToString() => $"{High:x16}{Low:x16}";
    public int CompareTo(DataViewRowId other) => (High, Low).CompareTo((other.High, other.Low));
    public bool Equals(DataViewRowId other) => Low == other.Low && High == other.High;
    public override bool Equals(object obj) => obj is DataViewRowId other && Equals(other);
    public override int GetHashCode() => HashCode.Combine(Low, High);

    public DataViewRowId Fork()
    {
        var next = Next();
        return new DataViewRowId(next.Low ^ (BitOperations.RotateLeft(MixLow, 31) * MixHigh), next.High);
    }

    public DataViewRowId Next() => Round(0, 0);

    public DataViewRowId Combine(DataViewRowId other)
    {
        other = other.Fork();
        return Round(other.Low, other.High);
    }

    private DataViewRowId Round(ulong low, ulong high)
    {
        ulong h1 = Low ^ (BitOperations.RotateLeft(low * MixLow, 31) * MixHigh);
        h1 = ((BitOperations.RotateLeft(h1, 27) + High) * 5) + 0x52dce729;
        ulong h2 = High ^ (BitOperations.RotateLeft(high * MixHigh, 33) * MixLow);
        h2 = ((BitOperations.RotateLeft(h2, 31) + h1) * 5) + 0x38495ab5;
        return new DataViewRowId(h1, h2);
    }
}
