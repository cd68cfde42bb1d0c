namespace Microsoft.ML.LowRank.Perf;

/// <summary>
/// A kind of base model: the shares of the signal's parts that it learns, how much it shrinks towards the mean, and the
/// deviations of its errors.
/// </summary>
/// <param name="Name">What it stands for.</param>
/// <param name="Curved">Share learned of the curved part. The linear part is learned whole.</param>
/// <param name="Stepped">Share learned of the steps.</param>
/// <param name="Wavy">Share learned of the waves.</param>
/// <param name="Shrinkage">Factor on the deviation from the mean.</param>
/// <param name="Bias">Smooth error that all of the family share.</param>
/// <param name="Variance">Error that differs from row to row and that all of the family share.</param>
/// <param name="OwnBias">Smooth error of a variant at distance 1.</param>
/// <param name="OwnVariance">Error of a variant that differs from row to row.</param>
/// <param name="Twin">How far two runs of the same variant lie apart.</param>
internal sealed record ModelFamily(
    string Name, double Curved, double Stepped, double Wavy, double Shrinkage, double Bias, double Variance,
    double OwnBias, double OwnVariance, double Twin)
{
    // Linear models miss everything curved but hardly vary; trees see steps but vary; neighbours shrink the most.
    public static readonly ModelFamily[] All =
    [
        new("linear", 0.05, 0.10, 0.00, 1.000, 0.9, 0.4, 0.4, 0.3, 0.06),
        new("additive", 0.40, 0.35, 0.25, 1.000, 2.0, 1.2, 0.9, 0.6, 0.08),
        new("kernel", 0.85, 0.30, 0.60, 0.990, 2.9, 1.9, 1.2, 0.9, 0.08),
        new("bagged trees", 0.70, 0.90, 0.40, 0.950, 2.9, 3.2, 1.3, 1.9, 0.70),
        new("random trees", 0.65, 0.65, 0.30, 0.920, 2.7, 2.7, 1.2, 1.4, 0.50),
        new("boosted histograms", 0.90, 0.95, 0.70, 0.985, 2.4, 2.2, 1.2, 1.1, 0.09),
        new("boosted symmetric trees", 0.90, 0.90, 0.75, 0.985, 2.3, 2.1, 1.2, 1.0, 0.25),
        new("networks", 0.95, 0.50, 0.85, 1.000, 3.1, 2.4, 1.7, 1.4, 0.80),
        new("neighbours", 0.60, 0.50, 0.40, 0.880, 3.2, 3.6, 1.2, 1.5, 0.09),
    ];
}
