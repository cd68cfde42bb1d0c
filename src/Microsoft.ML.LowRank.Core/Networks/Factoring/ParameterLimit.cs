namespace Microsoft.ML.LowRank.Networks.Factoring;

/// <inheritdoc cref="RankRule.ParameterBudget"/>
internal sealed class ParameterLimit(long parameters) : RankRule
{
    internal override int[] Choose(RankProblem problem) =>
        RankBudget.Spend(problem, [new SizeLimit(problem.Cost.Parameters, parameters, "parameters")]);

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"at most {parameters:N0} parameters");
}
