namespace Microsoft.ML.LowRank.Networks.Factoring;

/// <summary>
/// Spends a budget for the whole model: from rank 1 of every matrix on, the step is taken that saves most loss for what
/// it costs, as long as one fits. Steps are one direction more, or to leave a matrix alone, which loses nothing.
/// </summary>
/// <remarks>
/// Directions lose less and less, so one more is always the best of the larger ranks, and steps by gain over cost go along
/// the upper hull of what can be had. Steps cost more as others are taken, for a table widens the layer that reads it, so
/// an old estimate of a step is mostly too good and only the one at the top is measured again. What is left over at the
/// end depends on where the last large step went, so each matrix is taken back once more to see what others make of it.
/// </remarks>
internal sealed class RankBudget
{
    private const int MaximumRounds = 4;
    private const double LeastGain = 1e-9;

    private readonly RankProblem _problem;
    private readonly SizeLimit[] _limits;
    private readonly long[] _sizes;
    private int[] _ranks;

    // A candidate that is taken back is not given again what was taken, for as long as others may take it.
    private int _held = -1;
    private int _heldCeiling;
    private readonly PriorityQueue<int, (double Worse, int Candidate)> _queue = new();

    private RankBudget(RankProblem problem, SizeLimit[] limits)
    {
        _problem = problem;
        _limits = limits;
        _ranks = new int[problem.Candidates.Count];
        _sizes = new long[limits.Length];
        Resize();
    }

    /// <summary>Ranks of a model that is within all limits.</summary>
    /// <exception cref="InvalidOperationException">The smallest model exceeds one.</exception>
    public static int[] Spend(RankProblem problem, SizeLimit[] limits)
    {
        var budget = new RankBudget(problem, limits);
        if (budget.Fits())
            return budget._ranks;
        budget.StartSmallest();
        budget.Improve();
        for (int round = 0; round < MaximumRounds && budget.TryExchange(); round++)
        {
        }
        return budget._ranks;
    }

    private void StartSmallest()
    {
        Array.Fill(_ranks, 1);
        while (_limits.Any(limit => RankProblem.TryLeaveAlone(_ranks, limit.Measure)))
        {
        }
        Resize();
        for (int l = 0; l < _limits.Length; l++)
            if (_sizes[l] > _limits[l].Most)
                throw new InvalidOperationException(FormattableString.Invariant(
                    $"The smallest model that factoring can make has {_sizes[l]:N0} {_limits[l].Unit}, more than the {_limits[l].Most:N0} asked for: {_ranks.Count(rank => rank == 1)} of {_ranks.Length} matrices at rank 1, the others smaller as they are, and what is not factored (linear weights, biases, the output layer and vocabularies). Ask for no less than that, or shorten the vocabularies."));
    }

    /// <summary>Takes steps until none fits.</summary>
    private void Improve()
    {
        while (TryImprove())
        {
        }
    }

    /// <summary>Takes a direction, or what it costs to be left alone, from every matrix in turn, where others gain more.</summary>
    private bool TryExchange()
    {
        bool hasImproved = false;
        for (int candidate = 0; candidate < _ranks.Length; candidate++)
        {
            if (_ranks[candidate] == 1)
                continue;
            var before = (int[])_ranks.Clone();
            double loss = Loss();
            _ranks[candidate] = Math.Max(1, before[candidate] - 1);
            Resize();
            if (Fits())
            {
                _held = candidate;
                _heldCeiling = before[candidate] == 0 ? _problem.Candidates[candidate].Largest : _ranks[candidate];
                Improve();
                _held = -1;
                Improve();
                if (Loss() < loss - LeastGain)
                {
                    hasImproved = true;
                    continue;
                }
            }
            _ranks = before;
            Resize();
        }
        return hasImproved;
    }

    private double Loss() => _ranks.Select((rank, candidate) => _problem.Loss(candidate, rank)).Sum();

    /// <summary>Takes the steps that are queued while they fit; false when not one was taken.</summary>
    private bool TryImprove()
    {
        bool hasImproved = false;
        for (int candidate = 0; candidate < _ranks.Length; candidate++)
            Queue(candidate, BestStep(candidate));
        while (_queue.TryDequeue(out int candidate, out _))
        {
            var step = BestStep(candidate);
            if (step is not { } taken)
                continue;
            if (_queue.TryPeek(out _, out var next) && (-taken.Value, candidate).CompareTo(next) > 0)
            {
                Queue(candidate, step);
                continue;
            }
            _ranks[candidate] = taken.Rank;
            Resize();
            hasImproved = true;
            Queue(candidate, BestStep(candidate));
        }
        return hasImproved;
    }

    private void Queue(int candidate, Step? step)
    {
        if (step is { } known)
            _queue.Enqueue(candidate, (-known.Value, candidate));
    }

    /// <summary>The best step of a candidate that fits, if there is one.</summary>
    private Step? BestStep(int candidate)
    {
        int rank = _ranks[candidate];
        if (rank == 0)
            return null;
        bool isHeld = candidate == _held;
        var alone = isHeld ? null : StepTo(candidate, 0);
        int ceiling = isHeld ? _heldCeiling : _problem.Candidates[candidate].Largest;
        var more = rank < ceiling ? StepTo(candidate, rank + 1) : null;
        return more is null || alone?.Value >= more.Value.Value ? alone : more;
    }

    private Step? StepTo(int candidate, int rank)
    {
        int before = _ranks[candidate];
        double gain = _problem.Loss(candidate, before) - _problem.Loss(candidate, rank);
        _ranks[candidate] = rank;
        bool fits = true;
        double load = 0;
        for (int l = 0; l < _limits.Length && fits; l++)
        {
            long size = _limits[l].Measure(_ranks);
            fits = size <= _limits[l].Most;
            load += Math.Max(0, size - _sizes[l]) / (double)_limits[l].Most;
        }
        _ranks[candidate] = before;
        if (!fits || (load > 0 && !(gain > 0)))
            return null;
        // What costs nothing and gains nothing is taken only where it leaves a matrix alone.
        if (load == 0 && !(gain > 0) && rank > 0)
            return null;
        return new Step(rank, load > 0 ? gain / load : double.PositiveInfinity);
    }

    private bool Fits()
    {
        for (int l = 0; l < _limits.Length; l++)
            if (_sizes[l] > _limits[l].Most)
                return false;
        return true;
    }

    private void Resize()
    {
        for (int l = 0; l < _limits.Length; l++)
            _sizes[l] = _limits[l].Measure(_ranks);
    }

    /// <summary>A rank to go to, and the loss that it saves for each share of the budget.</summary>
    private readonly record struct Step(int Rank, double Value);
}
