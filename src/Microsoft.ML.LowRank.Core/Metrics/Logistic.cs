namespace Microsoft.ML.LowRank.Metrics;

/// <summary>The logistic function and its integral, exact to rounding however far from zero the score is.</summary>
internal static class Logistic
{
    /// <summary>1 / (1 + exp(−score)).</summary>
    public static double Probability(double score)
    {
        if (score >= 0)
            return 1 / (1 + Math.Exp(-score));
        double e = Math.Exp(score);
        return e / (1 + e);
    }

    /// <summary>The score of a probability: log(p / (1 − p)), infinite where the probability is certain.</summary>
    public static double LogOdds(double probability) => Math.Log(probability) - Math.Log(1 - probability);

    /// <summary>log(1 + exp(score)): what a negative row of this score costs; a positive one costs that of −score.</summary>
    public static double Softplus(double score)
    {
        double e = Math.Exp(-Math.Abs(score));
        // What the sum loses of e's last digits, the quotient puts back (Kahan).
        double sum = 1 + e;
        double tail = sum == 1 ? e : Math.Log(sum) * (e / (sum - 1));
        return Math.Max(score, 0) + tail;
    }
}
