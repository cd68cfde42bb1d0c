namespace Microsoft.ML.LowRank.Stacking;

/// <summary>
/// Penalties λ, descending and evenly spaced on the scale of logarithms. For α &gt; 0 they begin at max|∇|/α, the least
/// at which every coefficient is 0 (∇ is the gradient at β = 0); α counts as 0.001 at least, because that least penalty
/// has no bound as α vanishes. For α = 0 they begin at ten times the trace of the curvature, which shrinks every
/// direction to a tenth or less.
/// </summary>
internal static class PenaltyGrid
{
    private const double LeastRatio = 1e-3;
    private const double LargestRidgePenalty = 10;

    /// <param name="settings">Counts and ends, or the penalties themselves.</param>
    /// <param name="l1Ratio">α.</param>
    /// <param name="gradient">
    /// Largest magnitude of a derivative at β = 0, on the scale of the penalised coefficients.
    /// </param>
    /// <param name="trace">Sum of the second derivatives at β = 0, on the same scale.</param>
    public static double[] Make(PathSettings settings, double l1Ratio, double gradient, double trace)
    {
        if (settings.Penalties is { } given)
        {
            var sorted = (double[])given.Clone();
            Array.Sort(sorted, (a, b) => b.CompareTo(a));
            return sorted;
        }
        if (l1Ratio > 0)
        {
            double largest = OrOne(gradient / Math.Max(l1Ratio, LeastRatio));
            return Spaced(largest, settings.SmallestPenaltyRatio, settings.PenaltyCount);
        }
        double first = OrOne(LargestRidgePenalty * trace);
        return Spaced(first, settings.SmallestRidgePenalty / LargestRidgePenalty, settings.RidgePenaltyCount);
    }

    private static double[] Spaced(double largest, double smallest, int count)
    {
        var grid = new double[count];
        grid[0] = largest;
        for (int k = 1; k < count; k++)
            grid[k] = largest * Math.Exp(Math.Log(smallest) * k / (count - 1));
        return grid;
    }

    // Where nothing varies every penalty gives the same model, and any grid will do.
    private static double OrOne(double value) => value > 0 && double.IsFinite(value) ? value : 1;
}
