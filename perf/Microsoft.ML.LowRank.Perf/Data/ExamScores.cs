using Microsoft.ML.LowRank.LinearAlgebra;

namespace Microsoft.ML.LowRank.Perf;

/// <summary>
/// A target as examinations give it: most of it is linear in eight features, some is curved, stepped or wavy, a good part
/// is chance, and scores end at 19.6 and 100. Mean, deviation and the crowd at 100 are those of the public table of
/// 20,000 exam scores that the published comparison is about.
/// </summary>
internal static class ExamScores
{
    /// <summary>Five uniform features and three of three levels, each of mean 0 and variance 1.</summary>
    public const int Features = 8;

    public const double Mean = 62.8;

    private const double Lowest = 19.6;
    private const double Highest = 100;
    private const double Chance = 8.6;

    public static void Draw(ref SplitMix64 random, Span<double> x)
    {
        for (int i = 0; i < 5; i++)
            x[i] = (random.NextDouble() - 0.5) * 3.4641016;
        for (int i = 5; i < Features; i++)
            x[i] = ((int)(3 * random.NextDouble()) - 1) * 1.2247449;
    }

    /// <summary>What can be known of a score, in the parts that kinds of models differ in: the deviation from the mean.</summary>
    public static Parts Signal(ReadOnlySpan<double> x) => new(
        Linear: (13.6 * x[0]) + (6.2 * x[1]) + (4.4 * x[2]) + (4.6 * x[5]) + (3.6 * x[6]) + (1.5 * x[7]),
        Curved: (1.8 * ((x[0] * x[0]) - 1)) + (2.0 * x[0] * x[1]) + (1.6 * x[1] * x[5]) + (1.3 * x[2] * x[3]),
        Stepped: (2.2 * Math.Sign(x[3] - 0.3)) + 0.4 + (1.8 * Math.Sign(x[0] - 0.4) * Math.Sign(x[6])),
        Wavy: 2.0 * Math.Sin((2.2 * x[0]) + (1.3 * x[4])));

    public static double Score(in Parts signal, ReadOnlySpan<double> x, ref SplitMix64 random) => Math.Clamp(
        Mean + signal.Linear + signal.Curved + signal.Stepped + signal.Wavy
            + (Chance * (1 + (0.12 * x[4])) * random.NextGaussian()),
        Lowest, Highest);

    /// <summary>
    /// What a model that knows this deviation would say: the mean of scores that end at both sides. (The mean of a cut
    /// normal, with the logistic curve in place of the normal one.)
    /// </summary>
    public static double Expected(double deviation)
    {
        double score = Mean + deviation;
        return score - Beyond(score - Highest) + Beyond(Lowest - score);
    }

    private static double Beyond(double distance)
    {
        const double Steepness = 1.702 / Chance;
        return Math.Log(1 + Math.Exp(Steepness * distance)) / Steepness;
    }

    internal readonly record struct Parts(double Linear, double Curved, double Stepped, double Wavy);
}
