using Microsoft.ML.LowRank.Metrics;

namespace Microsoft.ML.LowRank;

/// <summary>Probability of the positive class from a score: 1 / (1 + exp(−(Slope · score + Offset))).</summary>
/// <remarks>Platt, Probabilistic outputs for support vector machines, 1999; fitted as Lin, Lin and Weng, 2007, say.</remarks>
/// <param name="Slope">How fast probabilities grow with scores; not negative when scores are worth anything.</param>
/// <param name="Offset">Log-odds of a score of 0.</param>
public readonly record struct PlattCalibration(double Slope, double Offset)
{
    private const int MostSteps = 100;

    /// <summary>Scores that are log-odds already.</summary>
    public static PlattCalibration LogOdds { get; } = new(1, 0);

    /// <summary>The probability of a score.</summary>
    /// <param name="score">Distance from the threshold.</param>
    public float ProbabilityOf(float score) => (float)Logistic.Probability((Slope * score) + Offset);

    /// <summary>The two numbers that make labels most likely, by Newton's method. Targets are drawn in by one row of each class, so that
    /// scores that tell the classes apart without error have a finite slope.</summary>
    /// <param name="scores">Of rows that the model has not learned from.</param>
    /// <param name="labels">Above one half is positive.</param>
    /// <param name="weights">Weights, or none.</param>
    /// <returns>Null where one of the classes has no weight.</returns>
    internal static PlattCalibration? Fit(ReadOnlySpan<float> scores, ReadOnlySpan<float> labels, ReadOnlySpan<float> weights)
    {
        MetricRows.Check(scores.Length, labels, weights);
        double positives = 0, negatives = 0;
        for (int row = 0; row < scores.Length; row++)
            (labels[row] > 0.5f ? ref positives : ref negatives) += MetricRows.WeightOf(weights, row);
        if (!(positives > 0) || !(negatives > 0))
            return null;
        double high = (positives + 1) / (positives + 2), low = 1 / (negatives + 2);
        double slope = 0, offset = Math.Log((positives + 1) / (negatives + 1));
        double loss = Sums(scores, labels, weights, high, low, slope, offset).Loss;
        for (int step = 0; step < MostSteps; step++)
        {
            var at = Sums(scores, labels, weights, high, low, slope, offset);
            // Where all scores are alike their slope is of no account; a little of it keeps the matrix regular.
            double ss = at.ScoreScore + (1e-12 * (1 + at.ScoreScore)), oo = at.One + 1e-12;
            double determinant = (ss * oo) - (at.Score * at.Score);
            double bySlope = ((oo * at.GradientSlope) - (at.Score * at.GradientOffset)) / determinant;
            double byOffset = ((ss * at.GradientOffset) - (at.Score * at.GradientSlope)) / determinant;
            double size = 1, next = double.NaN;
            while (size > 1e-10 && !((next = Sums(scores, labels, weights, high, low, slope - (size * bySlope), offset - (size * byOffset)).Loss) <= loss))
                size /= 2;
            if (!(next <= loss))
                break;
            (slope, offset) = (slope - (size * bySlope), offset - (size * byOffset));
            bool isEnough = loss - next <= 1e-12 * loss;
            loss = next;
            if (isEnough)
                break;
        }
        return new PlattCalibration(slope, offset);
    }

    private static Moments Sums(ReadOnlySpan<float> scores, ReadOnlySpan<float> labels, ReadOnlySpan<float> weights, double high, double low, double slope, double offset)
    {
        var sums = default(Moments);
        for (int row = 0; row < scores.Length; row++)
        {
            double s = scores[row], weight = MetricRows.WeightOf(weights, row), target = labels[row] > 0.5f ? high : low;
            double z = (slope * s) + offset, p = Logistic.Probability(z);
            sums.Loss += weight * (Logistic.Softplus(z) - (target * z));
            double error = weight * (p - target), curvature = weight * p * Logistic.Probability(-z);
            (sums.GradientSlope, sums.GradientOffset) = (sums.GradientSlope + (error * s), sums.GradientOffset + error);
            (sums.ScoreScore, sums.Score, sums.One) = (sums.ScoreScore + (curvature * s * s), sums.Score + (curvature * s), sums.One + curvature);
        }
        return sums;
    }

    private record struct Moments(double Loss, double GradientSlope, double GradientOffset, double ScoreScore, double Score, double One);
}
