namespace Microsoft.ML.LowRank.LinearAlgebra;

/// <summary>Rules that choose a rank from a spectrum or a budget. Each gives at least 1.</summary>
internal static class RankRules
{
    /// <summary>Smallest rank whose values hold at least <paramref name="share"/> of <paramref name="total"/>.</summary>
    /// <param name="energies">Squared singular values, or eigenvalues, descending; the leading ones suffice.</param>
    /// <param name="total">The sum of all of them.</param>
    /// <param name="share">Above 0, at most 1.</param>
    public static int ByEnergy(ReadOnlySpan<double> energies, double total, double share)
    {
        double sum = 0;
        for (int k = 0; k < energies.Length; k++)
        {
            sum += Math.Max(0, energies[k]);
            // A full sum of rounded values may fall short of the total by rounding alone.
            if (sum >= share * total * (1 - 1e-12))
                return k + 1;
        }
        return Math.Max(1, energies.Length);
    }

    /// <summary>
    /// Largest rank whose parameters are at most 1/<paramref name="ratio"/> of the original's: of a factorised layer
    /// (inputs + outputs per rank against inputs × outputs), or of a column of vectors (1 against its width).
    /// </summary>
    public static int ByParameters(double parametersPerRank, double parameters, double ratio) =>
        (int)Math.Clamp(Math.Floor(parameters / ratio / parametersPerRank * (1 + 1e-12)), 1, int.MaxValue);
}
