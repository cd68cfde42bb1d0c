namespace Microsoft.ML.LowRank.Metrics;

/// <summary>
/// The metrics with their derivatives by TP and FP in closed form, P and N fixed. A ratio with the denominator 0 is 0 and has no slope.
/// </summary>
internal static class ClosedForms
{
    public static Dual Accuracy(ConfusionCounts c) => new((c.TruePositives + c.TrueNegatives) / c.Total, 1 / c.Total, -1 / c.Total);

    public static Dual Precision(ConfusionCounts c)
    {
        double m = c.PredictedPositives;
        return m == 0 ? 0 : new Dual(c.TruePositives / m, c.FalsePositives / (m * m), -c.TruePositives / (m * m));
    }

    public static Dual Recall(ConfusionCounts c) => new(c.TruePositives / c.Positives, 1 / c.Positives, 0);

    public static Dual Specificity(ConfusionCounts c) => new(c.TrueNegatives / c.Negatives, 0, -1 / c.Negatives);

    public static Dual FBeta(ConfusionCounts c, double squaredBeta)
    {
        double d = (squaredBeta * c.Positives) + c.PredictedPositives;
        double factor = 1 + squaredBeta;
        return d == 0 ? 0 : new Dual(
            factor * c.TruePositives / d, factor * (d - c.TruePositives) / (d * d), -factor * c.TruePositives / (d * d));
    }

    public static Dual GeometricMean(ConfusionCounts c)
    {
        double g = Math.Sqrt(c.TruePositives / c.Positives * (c.TrueNegatives / c.Negatives));
        // 0 has no finite slope but along both counts at once.
        return g == 0 ? 0 : new Dual(g, g / (2 * c.TruePositives), -g / (2 * c.TrueNegatives));
    }

    public static Dual BalancedAccuracy(ConfusionCounts c) => new(
        ((c.TruePositives / c.Positives) + (c.TrueNegatives / c.Negatives)) / 2, 0.5 / c.Positives, -0.5 / c.Negatives);

    public static Dual Informedness(ConfusionCounts c) => new(
        (c.TruePositives / c.Positives) + (c.TrueNegatives / c.Negatives) - 1, 1 / c.Positives, -1 / c.Negatives);

    public static Dual Jaccard(ConfusionCounts c)
    {
        double j = c.Positives + c.FalsePositives;
        return j == 0 ? 0 : new Dual(c.TruePositives / j, 1 / j, -c.TruePositives / (j * j));
    }

    public static Dual GMeasure(ConfusionCounts c)
    {
        double m = c.PredictedPositives, root = Math.Sqrt(c.Positives * m);
        if (root == 0)
            return c.Positives == 0 ? double.NaN : 0;
        double g = c.TruePositives / root;
        return new Dual(g, (1 / root) - (g / (2 * m)), -g / (2 * m));
    }

    public static Dual MatthewsCorrelation(ConfusionCounts c)
    {
        double p = c.Positives, n = c.Negatives, m = c.PredictedPositives, q = c.PredictedNegatives;
        if (p == 0 || n == 0)
            return double.NaN;
        // Roots by themselves: the product of four counts of a large table overflows no double, but loses digits.
        double root = Math.Sqrt(p) * Math.Sqrt(n) * Math.Sqrt(m) * Math.Sqrt(q);
        if (root == 0)
            return 0;
        double correlation = ((c.TruePositives * n) - (c.FalsePositives * p)) / root;
        double d = -correlation / 2 * ((1 / m) - (1 / q));
        return new Dual(correlation, (n / root) + d, (-p / root) + d);
    }

    public static Dual CohenKappa(ConfusionCounts c)
    {
        double p = c.Positives, n = c.Negatives;
        if (p == 0 || n == 0)
            return double.NaN;
        double b = (p * c.PredictedNegatives) + (n * c.PredictedPositives);
        double kappa = 2 * ((c.TruePositives * n) - (c.FalsePositives * p)) / b;
        double e = -kappa * (n - p) / b;
        return new Dual(kappa, (2 * n / b) + e, (-2 * p / b) + e);
    }
}
