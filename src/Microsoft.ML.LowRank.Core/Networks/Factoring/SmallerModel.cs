namespace Microsoft.ML.LowRank.Networks.Factoring;

/// <inheritdoc cref="RankRule.Smaller"/>
internal sealed class SmallerModel(double factor) : RankRule
{
    internal override bool LimitsBytes => true;

    internal override int[] Choose(RankProblem problem)
    {
        var alone = new int[problem.Candidates.Count];
        var cost = problem.Cost;
        return RankBudget.Spend(
            problem,
            [
                new SizeLimit(cost.Parameters, Limit(cost.Parameters(alone)), "parameters"),
                new SizeLimit(cost.Bytes, Limit(cost.OriginalBytes), "bytes"),
            ]);
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"the whole model {factor:0.####} times smaller");

    private long Limit(long before) => (long)Math.Floor(before / factor * (1 + 1e-15));
}
