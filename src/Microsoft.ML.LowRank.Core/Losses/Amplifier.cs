using Microsoft.ML.LowRank.Metrics;

namespace Microsoft.ML.LowRank.Losses;

/// <summary>
/// A soft prediction between 0 and 1 in the place of the hard one: A = σ(L (p − t)) of a probability p about a threshold t, as published
/// (Han and others, AnyLoss, KDD 2024), or A = σ(L/4 (s − s_t)) of a log-odds s, which has the same slope at the threshold of one half
/// and never goes to sleep.
/// </summary>
/// <param name="Amplification">L, above 0: how near to the hard decision.</param>
/// <param name="Threshold">t, a probability in (0, 1): what is above it counts as positive.</param>
/// <param name="OnLogit">Whether the log-odds are amplified rather than the probability.</param>
internal readonly record struct Amplifier(double Amplification, double Threshold, bool OnLogit)
{
    /// <summary>A, 1 − A and dA/ds of a log-odds s; none of them by subtracting from 1, so that none is lost near 0.</summary>
    public (double Soft, double Complement, double Slope) At(double score)
    {
        double u, byScore;
        if (OnLogit)
        {
            u = Amplification / 4 * (score - Math.Log(Threshold / (1 - Threshold)));
            byScore = Amplification / 4;
        }
        else
        {
            // p (1 − p) from the log-odds: p itself would be 0 or 1 too soon.
            double e = Math.Exp(-Math.Abs(score));
            u = Amplification * ((score >= 0 ? 1 / (1 + e) : e / (1 + e)) - Threshold);
            byScore = Amplification * (e / ((1 + e) * (1 + e)));
        }
        double z = Math.Exp(-Math.Abs(u));
        double large = 1 / (1 + z), small = z / (1 + z);
        return u >= 0 ? (large, small, byScore * (large * small)) : (small, large, byScore * (large * small));
    }
}
