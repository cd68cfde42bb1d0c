namespace Microsoft.ML.LowRank.Networks.Factoring;

/// <inheritdoc cref="RankRule.Sensitivity"/>
internal sealed class SensitivityRanks(double bound) : RankRule
{
    internal override int[] Choose(RankProblem problem)
    {
        if (problem.Divergence is not { } divergence)
            throw new InvalidOperationException(
                $"Ranks by the sensitivity of outputs need rows to measure it on; give calibration rows or use another {nameof(RankRule)}.");
        var ranks = new int[problem.Candidates.Count];
        var alone = new int[ranks.Length];
        for (int i = 0; i < ranks.Length; i++)
            ranks[i] = Smallest(problem, i, alone, divergence);
        return problem.KeepSmaller(ranks);
    }

    /// <inheritdoc/>
    public override string ToString() =>
        FormattableString.Invariant($"a divergence of at most {bound:0.######} by every matrix");

    /// <summary>The smallest rank within the bound among those that make the model smaller; 0 where none is.</summary>
    private int Smallest(RankProblem problem, int candidate, int[] ranks, Func<int, int, double> divergence)
    {
        int largest = LargestThatSaves(problem, candidate, ranks);
        if (largest == 0 || problem.Candidates[candidate].Total <= 0)
            return Math.Min(largest, 1);
        int tooSmall = 0, within = largest + 1;
        while (within - tooSmall > 1)
        {
            int middle = (within + tooSmall) / 2;
            double found = divergence(candidate, middle);
            if (double.IsNaN(found))
                throw new InvalidOperationException(
                    $"The model's outputs with {problem.Candidates[candidate].Name} at rank {middle} are not numbers.");
            if (found <= bound)
                within = middle;
            else
                tooSmall = middle;
        }
        return within > largest ? 0 : within;
    }

    private static int LargestThatSaves(RankProblem problem, int candidate, int[] ranks)
    {
        long alone = problem.Cost.Parameters(ranks);
        int saves = 0, tooLarge = problem.Candidates[candidate].Largest + 1;
        while (tooLarge - saves > 1)
        {
            int middle = (saves + tooLarge) / 2;
            ranks[candidate] = middle;
            if (problem.Cost.Parameters(ranks) < alone)
                saves = middle;
            else
                tooLarge = middle;
        }
        ranks[candidate] = 0;
        return saves;
    }
}
