namespace Microsoft.ML.LowRank.Stacking;

/// <summary>Models of one training part for one ratio α, from the largest penalty to the smallest.</summary>
internal sealed record PathFit
{
    public required double L1Ratio { get; init; }

    /// <summary>Descending.</summary>
    public required double[] Penalties { get; init; }

    /// <summary>
    /// Mean loss on the validation parts of the inner splits, weighted by their rows' weights, of models of the inner
    /// training parts: the squared error or the log loss. Empty when there is nothing to judge by.
    /// </summary>
    public required double[] Errors { get; init; }

    /// <summary>Standard error of each mean, from how much the inner splits differ.</summary>
    public required double[] ErrorSpread { get; init; }

    /// <summary>
    /// Per penalty the mean loss on the split's own validation part, which has no say in the choice. Empty when the
    /// split has none.
    /// </summary>
    public required double[] ValidationErrors { get; init; }

    /// <summary>Index of the chosen penalty; −1 when there are several and nothing to judge by.</summary>
    public required int Chosen { get; init; }

    /// <summary>Per penalty the coefficient of every column, on the columns' own scale.</summary>
    public required double[][] Coefficients { get; init; }

    public required double[] Intercepts { get; init; }

    /// <summary>
    /// How far from optimal each model can be at most. Squared loss: the duality gap in shares of half the target's
    /// variance. Logistic loss: the largest violation of the optimality conditions in shares of the largest gradient at
    /// β = 0.
    /// </summary>
    public required double[] Gaps { get; init; }

    /// <summary>The same, the largest over all inner models.</summary>
    public required double InnerGap { get; init; }

    /// <summary>
    /// Squared loss: sweeps over the coordinates for each penalty. Logistic loss: passes over the rows.
    /// </summary>
    public required int[] Sweeps { get; init; }

    /// <summary>Linear systems solved exactly for each penalty.</summary>
    public required int[] ExactSteps { get; init; }

    /// <summary>Least mean error of the path, or infinity when there is nothing to judge by.</summary>
    public double LeastError => Errors.Length == 0 ? double.PositiveInfinity : Errors.Min();

    /// <summary>
    /// Index of the path that holds the least mean error of all; the first where several tie. Its own chosen penalty is
    /// the choice among all ratios and penalties.
    /// </summary>
    public static int BestOf(IReadOnlyList<PathFit> fits)
    {
        int best = 0;
        for (int i = 1; i < fits.Count; i++)
            if (fits[i].LeastError < fits[best].LeastError)
                best = i;
        return best;
    }
}
