using Microsoft.ML.LowRank.Quality.Harness;

namespace Microsoft.ML.LowRank.Quality.AnyLoss;

/// <summary>
/// The signed-rank test of Wilcoxon, two-sided and exact: of all ways to give the differences signs, the share whose sum of ranks is as
/// uneven. Differences of 0 say nothing and are left out; equal ones share the mean of their ranks.
/// </summary>
internal static class Wilcoxon
{
    // Differences are of metrics between 0 and 1; what is nearer than this differs by rounding.
    private const int Digits = 10;

    /// <returns>A probability; 1 where nothing differs.</returns>
    public static double Test(IReadOnlyList<double> differences)
    {
        double[] signed = [.. differences.Select(value => Math.Round(value, Digits)).Where(value => value != 0)];
        if (signed.Length == 0)
            return 1;
        // Twice the ranks: whole numbers, whatever is tied.
        int[] ranks = [.. Summary.Ranks([.. signed.Select(Math.Abs)]).Select(rank => (int)Math.Round(2 * rank))];
        int positive = ranks.Where((_, index) => signed[index] > 0).Sum(), total = ranks.Sum();
        double[] share = SharesOfSums(ranks, total);
        int lesser = Math.Min(positive, total - positive);
        return Math.Min(1, 2 * share.Take(lesser + 1).Sum());
    }

    /// <summary>How likely every sum of positive ranks is when each sign is as likely as the other.</summary>
    private static double[] SharesOfSums(int[] ranks, int total)
    {
        double[] share = new double[total + 1];
        share[0] = 1;
        int largest = 0;
        foreach (int rank in ranks)
        {
            largest += rank;
            for (int sum = largest; sum >= 0; sum--)
                share[sum] = 0.5 * (share[sum] + (sum >= rank ? share[sum - rank] : 0));
        }
        return share;
    }
}
