namespace Microsoft.ML.LowRank.Networks.Factoring;

/// <inheritdoc cref="RankRule.ByteBudget"/>
internal sealed class ByteLimit(long bytes) : RankRule
{
    internal override bool LimitsBytes => true;

    internal override int[] Choose(RankProblem problem) =>
        RankBudget.Spend(problem, [new SizeLimit(problem.Cost.Bytes, bytes, "bytes")]);

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"a file of at most {bytes:N0} bytes");
}
