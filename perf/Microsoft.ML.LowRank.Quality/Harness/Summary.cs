namespace Microsoft.ML.LowRank.Quality.Harness;

/// <summary>Figures that sum up others.</summary>
internal static class Summary
{
    /// <summary>The standard deviation of a sample; 0 of a single value.</summary>
    public static double Deviation(IReadOnlyList<double> values)
    {
        if (values.Count < 2)
            return 0;
        double mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
    }

    /// <summary>Ranks from 1, the smallest value first; equal values share the mean of theirs.</summary>
    public static double[] Ranks(IReadOnlyList<double> values)
    {
        double Rank(double value) => values.Count(other => other < value) + ((1 + values.Count(other => other == value)) / 2.0);
        return [.. values.Select(Rank)];
    }

    public static double GeometricMean(IEnumerable<double> values) =>
        Math.Exp(values.Select(value => Math.Log(value)).DefaultIfEmpty(double.NaN).Average());

    /// <summary>
    /// How likely a split of wins and losses as uneven as this, or more, is when both are equally likely: the two-sided sign
    /// test.
    /// </summary>
    public static double SignTest(int wins, int losses)
    {
        int n = wins + losses;
        double tail = 0, term = Math.Pow(0.5, n);
        for (int k = 0; k <= Math.Min(wins, losses); k++)
        {
            tail += term;
            term *= (double)(n - k) / (k + 1);
        }
        return Math.Min(1, 2 * tail);
    }
}
