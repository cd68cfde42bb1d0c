namespace Microsoft.ML.LowRank.Networks.Factoring;

/// <inheritdoc cref="RankRule.SpectralThreshold"/>
internal sealed class SpectralThresholdRanks(double reduction) : RankRule
{
    internal override int[] Choose(RankProblem problem)
    {
        var candidates = problem.Candidates;
        var spectra = candidates.Select(Normalized).ToArray();
        long before = candidates.Sum(candidate => candidate.Parameters(0));
        long limit = (long)Math.Floor(before * (1 - reduction) * (1 + 1e-15));

        // Ranks change at the values themselves only, and parameters fall as the threshold rises.
        double[] thresholds = [.. spectra.SelectMany(values => values).Distinct().Order()];
        int tooSmall = -1, enough = thresholds.Length - 1;
        if (enough < 0)
            return [];
        if (ParametersAt(candidates, spectra, thresholds[enough]) is var least && least > limit)
            throw new InvalidOperationException(FormattableString.Invariant(
                $"The parameters of the matrices cannot fall by {reduction:P0}, from {before:N0} to {limit:N0}: with one direction each, as far as that is smaller, they have {least:N0}. Ask for a smaller reduction."));
        while (enough - tooSmall > 1)
        {
            int middle = (enough + tooSmall) / 2;
            if (ParametersAt(candidates, spectra, thresholds[middle]) <= limit)
                enough = middle;
            else
                tooSmall = middle;
        }
        return problem.KeepSmaller(
            [.. candidates.Select((candidate, i) => RankAt(candidate, spectra[i], thresholds[enough]))]);
    }

    /// <inheritdoc/>
    public override string ToString() =>
        FormattableString.Invariant($"one threshold for all spectra that saves {reduction:0.####%} of the parameters");

    /// <summary>(s − s_min) / (s_max − s_min), descending. A flat spectrum has no small end: all of it is 1.</summary>
    private static double[] Normalized(IFactorCandidate candidate)
    {
        if (!(candidate.Total > 0))
            return [1];
        var values = candidate.Energies.Take(candidate.Largest).Select(e => Math.Sqrt(Math.Max(0, e))).ToArray();
        double smallest = values[^1], range = values[0] - smallest;
        return Array.ConvertAll(values, value => range > 0 ? (value - smallest) / range : 1);
    }

    private static long ParametersAt(IReadOnlyList<IFactorCandidate> candidates, double[][] spectra, double threshold)
    {
        long sum = 0;
        for (int i = 0; i < candidates.Count; i++)
            sum += candidates[i].Parameters(RankAt(candidates[i], spectra[i], threshold));
        return sum;
    }

    /// <summary>0 where factors of the rank are not smaller.</summary>
    private static int RankAt(IFactorCandidate candidate, double[] spectrum, double threshold)
    {
        int rank = spectrum.Count(value => value >= threshold);
        return candidate.Parameters(rank) < candidate.Parameters(0) ? rank : 0;
    }
}
