namespace Microsoft.ML.LowRank.Stacking;

/// <summary>
/// Hill climbing as it is commonly run by hand: from the best single prediction on, the best of all unused ones at the
/// weights .01, .02 … .50 is mixed in, until none helps. For comparison; its result depends on the grid.
/// </summary>
internal static class GridHillClimbing
{
    private const int Steps = 50;
    private const double Step = 0.01;

    /// <summary>Weights with sum 1.</summary>
    /// <param name="errorMoments">Count × count, see <see cref="PredictionStatistics.ErrorMoments"/>.</param>
    /// <param name="count">Number of predictions, at least 1.</param>
    public static double[] Climb(ReadOnlySpan<double> errorMoments, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        int start = 0;
        for (int k = 1; k < count; k++)
            if (errorMoments[(k * count) + k] < errorMoments[(start * count) + start])
                start = k;
        var weights = new double[count];
        weights[start] = 1;
        // Products of the current blend with each prediction, and with itself.
        double[] products = [.. errorMoments.Slice(start * count, count)];
        double square = products[start];
        while (true)
        {
            var (best, chosen, share) = (square, -1, 0.0);
            for (int k = 0; k < count; k++)
                for (int step = 1; step <= Steps && weights[k] == 0; step++)
                {
                    double w = step * Step;
                    double error = ((1 - w) * (1 - w) * square) + (2 * w * (1 - w) * products[k]) +
                        (w * w * errorMoments[(k * count) + k]);
                    if (error < best)
                        (best, chosen, share) = (error, k, w);
                }
            if (chosen < 0)
                return weights;
            for (int k = 0; k < count; k++)
            {
                weights[k] *= 1 - share;
                products[k] = ((1 - share) * products[k]) + (share * errorMoments[(chosen * count) + k]);
            }
            weights[chosen] = share;
            square = best;
        }
    }
}
