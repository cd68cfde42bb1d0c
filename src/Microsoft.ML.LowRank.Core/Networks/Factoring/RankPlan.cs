namespace Microsoft.ML.LowRank.Networks.Factoring;

/// <summary>Applies a rank rule to the matrices of a model.</summary>
internal static class RankPlan
{
    /// <summary>The rank of every candidate; 0 where it is left alone, as all are whose factors would not be smaller.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="candidates">The matrices.</param>
    /// <param name="cost">What the whole model takes.</param>
    /// <param name="divergence">
    /// How far the model's outputs move when one candidate alone has a rank; needed by <see cref="RankRule.Sensitivity"/>.
    /// </param>
    /// <exception cref="InvalidOperationException">No ranks are as small as the rule asks for.</exception>
    public static int[] Choose(
        RankRule rule, IReadOnlyList<IFactorCandidate> candidates, ICompressionCost cost,
        Func<int, int, double>? divergence = null) =>
        rule.Choose(new RankProblem(candidates, cost, divergence));
}
