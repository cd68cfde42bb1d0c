namespace Microsoft.ML.LowRank.Networks.Factoring;

/// <summary>The matrices that ranks are chosen for, what they cost, and how far each moves the model's outputs.</summary>
internal sealed class RankProblem
{
    private readonly double[][] _losses;

    public RankProblem(
        IReadOnlyList<IFactorCandidate> candidates, ICompressionCost cost, Func<int, int, double>? divergence)
    {
        Candidates = candidates;
        Cost = cost;
        Divergence = divergence;
        _losses = [.. candidates.Select(LossesOf)];
    }

    public IReadOnlyList<IFactorCandidate> Candidates { get; }

    public ICompressionCost Cost { get; }

    public Func<int, int, double>? Divergence { get; }

    /// <summary>The weighted share of its energy that a candidate loses at a rank; nothing at rank 0.</summary>
    public double Loss(int candidate, int rank) => _losses[candidate][rank];

    /// <summary>Ranks by a rule of each matrix alone, at least 1, less those that are not worth it.</summary>
    public int[] ForEach(Func<IFactorCandidate, int> choose)
    {
        var ranks = new int[Candidates.Count];
        for (int i = 0; i < ranks.Length; i++)
        {
            var candidate = Candidates[i];
            ranks[i] = Math.Clamp(candidate.Total > 0 ? choose(candidate) : 1, 1, candidate.Largest);
        }
        return KeepSmaller(ranks);
    }

    /// <summary>Leaves alone what is not smaller factored, until that holds for all at once.</summary>
    public int[] KeepSmaller(int[] ranks)
    {
        while (TryLeaveAlone(ranks, Cost.Parameters))
        {
        }
        return ranks;
    }

    /// <summary>
    /// Leaves the candidate alone that takes least by it, where one is not smaller factored: each may change what it
    /// means for the others.
    /// </summary>
    public static bool TryLeaveAlone(int[] ranks, Measure measure)
    {
        long least = measure(ranks);
        int best = -1;
        for (int i = 0; i < ranks.Length; i++)
        {
            if (ranks[i] == 0)
                continue;
            int rank = ranks[i];
            ranks[i] = 0;
            long alone = measure(ranks);
            ranks[i] = rank;
            if (alone < least || (alone == least && best < 0))
            {
                least = alone;
                best = i;
            }
        }
        if (best >= 0)
            ranks[best] = 0;
        return best >= 0;
    }

    // Sums of the small end first, so that what is left at a large rank is not the rounding of the large end.
    private static double[] LossesOf(IFactorCandidate candidate)
    {
        if (candidate.Largest < 1)
            throw new ArgumentException($"The largest rank of {candidate.Name} is {candidate.Largest}; it must be at least 1.");
        var losses = new double[candidate.Largest + 1];
        double tail = 0;
        for (int k = candidate.Energies.Count - 1; k > 0; k--)
        {
            tail += Math.Max(0, candidate.Energies[k]);
            if (!double.IsFinite(tail))
                throw new InvalidOperationException($"The energies of {candidate.Name} are not finite.");
            if (k < candidate.Largest && candidate.Total > 0)
                losses[k] = candidate.Weight * tail / candidate.Total;
        }
        return losses;
    }

    /// <summary>What a model with given ranks takes.</summary>
    public delegate long Measure(ReadOnlySpan<int> ranks);
}
