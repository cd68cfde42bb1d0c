using Microsoft.ML.LowRank.LinearAlgebra;

namespace Microsoft.ML.LowRank.Compression;

/// <summary>Applies the rank rule of the settings below the ceiling, and says what the caller may want to know.</summary>
internal sealed class RankChoice(LowRankFitSettings settings, List<string> messages)
{
    public int Choose(LeadingDirections found, int limit, int columns)
    {
        int rank = limit;
        if (settings.EnergyShare is { } share)
            rank = ByEnergy(found, limit, share);
        else if (settings.CompressionRatio is { } ratio)
            rank = RankRules.ByParameters(1, columns, ratio);
        else if (settings.NoiseFloor)
            rank = ByNoise(found, limit, columns);
        return Math.Clamp(rank, 1, limit);
    }

    private int ByEnergy(LeadingDirections found, int limit, double share)
    {
        if (found.TotalVariance <= 0)
            return 1;
        double kept = found.Variances.Take(limit).Sum() / found.TotalVariance;
        if (kept < share * (1 - 1e-9))
            messages.Add(FormattableString.Invariant(
                $"The ceiling of {limit} directions keeps {kept:P1} of the energy, less than the {share:P1} asked for."));
        return RankRules.ByEnergy(found.Variances.AsSpan(0, limit), found.TotalVariance, share);
    }

    private int ByNoise(LeadingDirections found, int limit, int columns)
    {
        long rows = settings.Center ? found.Rows - 1 : found.Rows;
        // Singular values in the units of one row of weight 1, as the theory has them.
        var singular = Array.ConvertAll(found.Variances, v => Math.Sqrt(v * found.Rows));
        double threshold = settings.NoiseDeviation is { } deviation
            ? NoiseFloor.KnownNoise(rows, columns, deviation)
            : found.IsComplete
                ? NoiseFloor.UnknownNoise(rows, columns, singular)
                : NoiseFloor.FromResidual(rows, columns, singular, found.TotalVariance * found.Rows);
        int above = singular.Count(s => s > threshold);
        if (above == 0)
            messages.Add("No direction stands out from the noise; the strongest one is kept.");
        else if (above > limit)
            messages.Add($"At least {above} directions stand out from the noise; the ceiling keeps {limit} of them.");
        return above;
    }
}
