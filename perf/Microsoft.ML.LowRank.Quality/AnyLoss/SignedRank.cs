namespace Microsoft.ML.LowRank.Quality.AnyLoss;

/// <summary>Wilcoxon's signed-rank test of paired differences, by the normal approximation with ties; differences of 0 are left out.</summary>
internal static class SignedRank
{
    /// <returns>The two-sided probability of differences as one-sided as these where there are none; 1 where all are 0.</returns>
    public static double Test(IEnumerable<double> differences)
    {
        double[] kept = [.. differences.Where(d => d != 0)];
        int n = kept.Length;
        if (n == 0)
            return 1;
        double above = 0, ties = 0, rank = 0;
        foreach (var group in kept.GroupBy(Math.Abs).OrderBy(group => group.Key))
        {
            int count = group.Count();
            double mean = rank + ((count + 1) / 2.0);
            above += mean * group.Count(d => d > 0);
            ties += ((double)count * count * count) - count;
            rank += count;
        }
        double expected = n * (n + 1) / 4.0, variance = (n * (n + 1) * ((2.0 * n) + 1) / 24) - (ties / 48);
        return variance <= 0 ? 1 : ErrorFunction(Math.Abs(above - expected) / Math.Sqrt(2 * variance));
    }

    /// <summary>Probabilities of several tests, enlarged so that one of all is below 0.05 by chance no oftener than that (Holm).</summary>
    public static double[] Holm(IReadOnlyList<double> probabilities)
    {
        var adjusted = new double[probabilities.Count];
        double largest = 0;
        foreach (var (at, place) in Enumerable.Range(0, adjusted.Length).OrderBy(i => probabilities[i]).Select((at, place) => (at, place)))
            adjusted[at] = largest = Math.Max(largest, Math.Min(1, (adjusted.Length - place) * probabilities[at]));
        return adjusted;
    }

    // 1 − erf x for x ≥ 0 (Abramowitz and Stegun 7.1.26; the error is below 1.5e-7).
    private static double ErrorFunction(double x)
    {
        double t = 1 / (1 + (0.3275911 * x));
        return t * (0.254829592 + (t * (-0.284496736 + (t * (1.421413741 + (t * (-1.453152027 + (t * 1.061405429)))))))) * Math.Exp(-x * x);
    }
}
