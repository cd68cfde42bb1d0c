namespace Microsoft.ML.LowRank.Networks.Factoring;

/// <inheritdoc cref="RankRule.Ratio"/>
internal sealed class RatioRanks(double factor) : RankRule
{
    internal override int[] Choose(RankProblem problem) => problem.ForEach(LargestWithin);

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"every matrix {factor:0.####} times smaller");

    /// <summary>By bisection: parameters grow with the rank.</summary>
    private int LargestWithin(IFactorCandidate candidate)
    {
        double limit = candidate.Parameters(0) / factor * (1 + 1e-12);
        int fits = 1, tooLarge = candidate.Largest + 1;
        while (tooLarge - fits > 1)
        {
            int middle = (fits + tooLarge) / 2;
            if (candidate.Parameters(middle) <= limit)
                fits = middle;
            else
                tooLarge = middle;
        }
        return fits;
    }
}
