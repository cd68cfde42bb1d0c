namespace Microsoft.ML.LowRank.Samples.Tables;

/// <summary>What a row is used for.</summary>
internal enum Part
{
    Training,
    Validation,
    Test,
}

/// <summary>
/// Splits rows 8:1:1 by a hash of their number (SplitMix64, Steele, Lea and Flood, 2014), so that every program that counts
/// the same rows gets the same parts, in whatever language.
/// </summary>
internal static class RowSplit
{
    /// <param name="row">The number of the row in its file, from 0; a header does not count.</param>
    public static Part Of(long row) => (Hash((ulong)row + 1) % 10) switch
    {
        8 => Part.Validation,
        9 => Part.Test,
        _ => Part.Training,
    };

    /// <summary>The finaliser of SplitMix64 at its <paramref name="position"/>th step from zero.</summary>
    public static ulong Hash(ulong position)
    {
        unchecked
        {
            ulong z = position * 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
