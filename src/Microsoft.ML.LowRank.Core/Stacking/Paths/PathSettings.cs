namespace Microsoft.ML.LowRank.Stacking;

/// <summary>
/// What paths of penalised linear models are fitted: loss + λ(α‖Dβ‖₁ + (1 − α)/2 ‖Dβ‖²) for every ratio α and penalty
/// λ.
/// </summary>
internal sealed record PathSettings
{
    /// <summary>Squared loss: exact solutions.</summary>
    public static PathSettings LeastSquares { get; } = new();

    /// <summary>
    /// Logistic loss: every point of a path costs passes over the rows, so that there are fewer, and the end of the
    /// path is where two classes have long been separated as far as a penalty lets them.
    /// </summary>
    public static PathSettings Logistic { get; } = new()
    {
        PenaltyCount = 25,
        RidgePenaltyCount = 25,
        SmallestPenaltyRatio = 1e-4,
        SmallestRidgePenalty = 1e-6,
        Tolerance = 1e-6,
    };

    /// <summary>Values of α in [0, 1]: 0 is ridge regression, 1 the lasso. One path each.</summary>
    public double[] L1Ratios { get; init; } = [1];

    /// <summary>
    /// The penalties of every path, in any order; null for grids of its own (see <see cref="PenaltyGrid"/>).
    /// </summary>
    public double[]? Penalties { get; init; }

    /// <summary>Number of penalties of a grid for α &gt; 0.</summary>
    public int PenaltyCount { get; init; } = 40;

    /// <summary>Number of penalties of a grid for α = 0.</summary>
    public int RidgePenaltyCount { get; init; } = 50;

    /// <summary>The last penalty of a grid for α &gt; 0, relative to the first.</summary>
    public double SmallestPenaltyRatio { get; init; } = 1e-5;

    /// <summary>The last penalty of a grid for α = 0, relative to the trace of the curvature.</summary>
    public double SmallestRidgePenalty { get; init; } = 1e-8;

    /// <summary>Whether D holds the columns' standard deviations; otherwise D is the identity.</summary>
    public bool Standardize { get; init; } = true;

    /// <summary>Whether there is an intercept, which is never penalised.</summary>
    public bool FitIntercept { get; init; } = true;

    /// <summary>
    /// Where a solution is good enough. Squared loss: a duality gap of this share of half the target's variance.
    /// Logistic loss: gradients that violate optimality by this share of the largest at β = 0.
    /// </summary>
    public double Tolerance { get; init; } = 1e-12;

    public PenaltyChoice Choice { get; init; }

    /// <summary>Logistic loss: bytes of rows that may be kept in memory from the first pass to the next ones.</summary>
    public long CacheBytes { get; init; } = 256L << 20;

    /// <summary>Most threads to use; 0 means the processor count. Results do not depend on it.</summary>
    public int Threads { get; init; }

    public CancellationToken Cancellation { get; init; }

    /// <exception cref="ArgumentException">A value cannot be used; all of them are named.</exception>
    public void ThrowIfInvalid()
    {
        var problems = new List<string>();
        if (L1Ratios.Length == 0)
            problems.Add($"{nameof(L1Ratios)} is empty; one ratio at least is needed.");
        problems.AddRange(L1Ratios.Where(ratio => !(ratio >= 0 && ratio <= 1))
            .Select(ratio => FormattableString.Invariant(
                $"{nameof(L1Ratios)} holds {ratio}; a ratio must lie between 0 (ridge) and 1 (lasso).")));
        if (Penalties is { Length: 0 })
            problems.Add($"{nameof(Penalties)} is empty; leave it null for a grid, or name one penalty at least.");
        problems.AddRange((Penalties ?? []).Where(penalty => !(penalty >= 0 && double.IsFinite(penalty)))
            .Select(penalty => FormattableString.Invariant(
                $"{nameof(Penalties)} holds {penalty}; a penalty must be finite and not negative.")));
        if (PenaltyCount < 1)
            problems.Add($"{nameof(PenaltyCount)} is {PenaltyCount}; it must be at least 1.");
        if (RidgePenaltyCount < 1)
            problems.Add($"{nameof(RidgePenaltyCount)} is {RidgePenaltyCount}; it must be at least 1.");
        CheckShare(problems, nameof(SmallestPenaltyRatio), SmallestPenaltyRatio);
        CheckShare(problems, nameof(SmallestRidgePenalty), SmallestRidgePenalty);
        CheckShare(problems, nameof(Tolerance), Tolerance);
        if (problems.Count > 0)
            throw new ArgumentException($"The paths cannot be fitted: {string.Join(" ", problems)}");
    }

    private static void CheckShare(List<string> problems, string name, double value)
    {
        if (!(value > 0 && value < 1))
            problems.Add(FormattableString.Invariant($"{name} is {value}; it must lie between 0 and 1."));
    }
}
