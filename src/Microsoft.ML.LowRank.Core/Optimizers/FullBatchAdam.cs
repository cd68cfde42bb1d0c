namespace Microsoft.ML.LowRank.Optimizers;

/// <summary>Adam (Kingma and Ba, 2015) with the gradient of the whole function; it may go uphill, and ends at the lowest point that it saw.</summary>
internal static class FullBatchAdam
{
    private const double First = 0.9;
    private const double Second = 0.999;
    private const double Small = 1e-8;
    private const int Patience = 20;

    /// <inheritdoc cref="Lbfgs.Minimize"/>
    public static double Minimize(
        Func<double[], double[], double> evaluate, double[] point, double rate, int iterations, double tolerance, Func<double, bool> advance)
    {
        var (gradient, mean, square) = (new double[point.Length], new double[point.Length], new double[point.Length]);
        double[] best = [.. point];
        double lowest = double.PositiveInfinity;
        int bad = 0;
        for (int step = 1; step <= iterations; step++)
        {
            double value = evaluate(point, gradient);
            bad = value < lowest - (tolerance * Math.Max(1, Math.Abs(lowest))) || double.IsInfinity(lowest) ? 0 : bad + 1;
            if (value < lowest)
                (lowest, best) = (value, [.. point]);
            if (!double.IsFinite(value) || bad == Patience || !advance(value))
                break;
            for (int j = 0; j < point.Length; j++)
            {
                mean[j] = (First * mean[j]) + ((1 - First) * gradient[j]);
                square[j] = (Second * square[j]) + ((1 - Second) * gradient[j] * gradient[j]);
                double unbiased = mean[j] / (1 - Math.Pow(First, step));
                point[j] -= rate * unbiased / (Math.Sqrt(square[j] / (1 - Math.Pow(Second, step))) + Small);
            }
        }
        best.CopyTo(point, 0);
        return lowest;
    }
}
