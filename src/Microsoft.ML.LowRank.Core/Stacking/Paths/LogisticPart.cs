namespace Microsoft.ML.LowRank.Stacking;

/// <summary>
/// A training part of a split or of one of its inner splits, and the rows that its models are judged on.
/// </summary>
internal sealed class LogisticPart
{
    /// <summary>Log odds of a probability of 10⁻¹⁵: what a class that was never seen is given.</summary>
    public const double LargestLogOdds = 34.538776394910684;

    private readonly LogisticMoments _validation;

    /// <param name="split">Index of the split.</param>
    /// <param name="source">The split, or its inner split.</param>
    /// <param name="outer">The part whose inner split this is; null for one that is not.</param>
    /// <param name="segments">Moments of each segment.</param>
    /// <param name="units">Units of the computation.</param>
    /// <param name="settings">Whether to standardise, and whether there is an intercept.</param>
    public LogisticPart(
        int split, FoldSplit source, LogisticPart? outer, LogisticMoments[] segments, LogisticUnits units,
        PathSettings settings)
    {
        Split = split;
        Source = source;
        Outer = outer;
        var training = LogisticMoments.Of(source.Training.Select(s => segments[s]), units.Columns);
        _validation = LogisticMoments.Of(source.Validation.Select(s => segments[s]), units.Columns);
        Weight = training.Weight;
        double share = Weight > 0 && settings.FitIntercept ? training.Positive / Weight : 0.5;
        bool hasOneClass = share is 0 or 1;
        IsPriorAlone = Weight == 0 || hasOneClass;
        Prior = hasOneClass ? (2 * share - 1) * LargestLogOdds : Math.Log(share / (1 - share));
        Scales = new double[units.Columns];
        for (int j = 0; j < units.Columns && !IsPriorAlone; j++)
        {
            double mean = training.Mean(j);
            double deviation = training.Deviation(j);
            double scale = settings.Standardize ? deviation
                : deviation > 0 || (!settings.FitIntercept && mean != 0) ? 1 : 0;
            Scales[j] = scale * units.Inverses[j];
            if (Scales[j] == 0)
                continue;
            // Σw(p − y)(x − s) has a sum of weights (p − y) of 0 when there is an intercept, so that no s shows.
            double origin = settings.FitIntercept ? 0 : training.Shift[j];
            double gradient = (share * (training.First[j] + (origin * Weight))) -
                (training.Cross[j] + (origin * training.Positive));
            LargestGradient = Math.Max(LargestGradient, Math.Abs(gradient / Weight / scale));
            double square = (deviation * deviation) + (settings.FitIntercept ? 0 : mean * mean);
            Trace += share * (1 - share) * square / scale / scale;
        }
    }

    public int Split { get; }

    public FoldSplit Source { get; }

    public LogisticPart? Outer { get; }

    /// <summary>Sum of the training part's weights.</summary>
    public double Weight { get; }

    public double ValidationWeight => _validation.Weight;

    /// <summary>Log odds of class 1 when nothing else is known; 0 when there is no intercept.</summary>
    public double Prior { get; }

    /// <summary>
    /// Whether there is no more to learn than that: no row, or rows of one class, which no intercept is too large for.
    /// </summary>
    public bool IsPriorAlone { get; }

    /// <summary>
    /// By what a coefficient in the units of the computation becomes one that is penalised; 0 for a constant.
    /// </summary>
    public double[] Scales { get; }

    /// <summary>Largest derivative at β = 0 by a penalised coefficient.</summary>
    public double LargestGradient { get; }

    /// <summary>Sum of the second derivatives there.</summary>
    public double Trace { get; }

    /// <summary>Mean log loss of the prior alone on the validation part.</summary>
    public double PriorLoss()
    {
        double LogLoss(double logOdds) => Math.Max(0, -logOdds) + Math.Log(1 + Math.Exp(-Math.Abs(logOdds)));
        double positive = _validation.Positive / _validation.Weight;
        return (positive * LogLoss(Prior)) + ((1 - positive) * LogLoss(-Prior));
    }
}
