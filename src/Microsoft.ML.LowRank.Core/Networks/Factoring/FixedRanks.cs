namespace Microsoft.ML.LowRank.Networks.Factoring;

/// <inheritdoc cref="RankRule.Fixed"/>
internal sealed class FixedRanks(int tables, int layers) : RankRule
{
    internal override int[] Choose(RankProblem problem)
    {
        var ranks = problem.Candidates
            .Select(candidate => RankOf(candidate, candidate.IsTable ? tables : layers)).ToArray();
        return problem.KeepSmaller(ranks);
    }

    /// <inheritdoc/>
    public override string ToString() => $"rank {tables} of tables and {layers} of layers";

    private static int RankOf(IFactorCandidate candidate, int rank) => candidate.Total > 0
        ? Math.Min(rank, candidate.Largest)
        : Math.Min(rank, 1);
}
