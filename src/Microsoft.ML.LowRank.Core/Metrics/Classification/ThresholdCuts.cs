namespace Microsoft.ML.LowRank.Metrics;

/// <summary>
/// What every threshold that matters makes of the rows: a row is predicted positive when its score is above the threshold, and
/// between two neighbouring scores all thresholds are alike. Rows are sorted once for any number of metrics.
/// </summary>
internal sealed class ThresholdCuts
{
    private readonly double _positives, _negatives;

    private ThresholdCuts(List<ThresholdCut> all, double positives, double negatives)
        => (All, _positives, _negatives) = (all, positives, negatives);

    /// <summary>Ascending: from all rows predicted positive to none.</summary>
    public IReadOnlyList<ThresholdCut> All { get; }

    /// <param name="scores">Of which more is more positive.</param>
    /// <param name="labels">Above one half is positive.</param>
    /// <param name="weights">Weights, or none.</param>
    /// <exception cref="ArgumentException">A score is not a number, or one of the classes has no weight.</exception>
    public static ThresholdCuts Of(ReadOnlySpan<float> scores, ReadOnlySpan<float> labels, ReadOnlySpan<float> weights)
    {
        MetricRows.Check(scores.Length, labels, weights);
        double tp = 0, fp = 0;
        for (int row = 0; row < scores.Length; row++)
        {
            if (float.IsNaN(scores[row]))
                throw new ArgumentException($"The score of row {row} is not a number; no threshold can be chosen.", nameof(scores));
            if (labels[row] > 0.5f)
                tp += MetricRows.WeightOf(weights, row);
            else
                fp += MetricRows.WeightOf(weights, row);
        }
        if (!(tp > 0) || !(fp > 0))
            throw new ArgumentException(
                $"The rows have a weight of {tp} of the positive class and {fp} of the other; a threshold can be chosen only where both are there.", nameof(labels));
        return new ThresholdCuts(Sweep(scores, labels, weights, tp, fp), tp, fp);
    }

    /// <summary>Where a metric is largest; of several such cuts the one nearest to where scores are cut anyway.</summary>
    /// <param name="metric">What is wanted to be large.</param>
    /// <param name="usual">Where such scores are cut anyway: 0 for log-odds, one half for probabilities.</param>
    /// <returns>Its place in <see cref="All"/> and the metric there, NaN where it is no number at any cut.</returns>
    public (int Place, double Value) Best(ClassificationMetric metric, float usual = 0)
    {
        var (best, value) = (0, metric.Evaluate(All[0].Counts));
        for (int place = 1; place < All.Count; place++)
        {
            double other = metric.Evaluate(All[place].Counts);
            // What a metric of one's own cannot say of a matrix (a share of nothing, say) is worse than anything that it can.
            if (other > value || (double.IsNaN(value) && !double.IsNaN(other))
                || (other == value && Math.Abs((double)All[place].Threshold - usual) < Math.Abs((double)All[best].Threshold - usual)))
                (best, value) = (place, other);
        }
        return (best, value);
    }

    /// <summary>
    /// The mean of the precision over the recall that every further row brings, rows of equal scores at once: the area under the
    /// curve of precision against recall, in steps.
    /// </summary>
    public double AveragePrecision()
    {
        double area = 0, found = 0;
        void Add(double positives, double predicted)
        {
            if (positives > found)
                area += (positives - found) * positives / predicted;
            found = positives;
        }
        for (int place = All.Count - 1; place >= 0; place--)
            Add(All[place].Counts.TruePositives, All[place].Counts.PredictedPositives);
        // Rows whose score is −∞ lie below every cut.
        Add(_positives, _positives + _negatives);
        return area / _positives;
    }

    /// <summary>
    /// Places of at most so many cuts: both ends, and between them cuts that lie apart by the two rates together. Distances in rows
    /// would pass over a rare class.
    /// </summary>
    /// <param name="count">At least 2.</param>
    /// <param name="kept">Places that are wanted in any case; they come on top where there are more cuts than asked for.</param>
    /// <returns>Ascending, each once.</returns>
    public int[] Thin(int count, IEnumerable<int> kept)
    {
        if (All.Count <= count)
            return [.. Enumerable.Range(0, All.Count)];
        double step = (Passed(All.Count - 1) - Passed(0)) / (count - 1), last = Passed(0);
        var places = new SortedSet<int>(kept) { 0, All.Count - 1 };
        for (int place = 1; place < All.Count - 1; place++)
        {
            if (Passed(place) - last < step)
                continue;
            places.Add(place);
            last = Passed(place);
        }
        return [.. places];
    }

    /// <summary>The share of the one class that a cut predicts negative, and that of the other: from 0 to 2.</summary>
    private double Passed(int place) => (All[place].Counts.FalseNegatives / _positives) + (All[place].Counts.TrueNegatives / _negatives);

    private static List<ThresholdCut> Sweep(
        ReadOnlySpan<float> scores, ReadOnlySpan<float> labels, ReadOnlySpan<float> weights, double positives, double negatives)
    {
        using var sorted = new SortedScores(scores);
        double tp = positives, fp = negatives;
        var cuts = new List<ThresholdCut>();
        float below = float.NegativeInfinity;
        for (int place = 0; ;)
        {
            float above = place < sorted.Count ? scores[sorted.Row(place)] : float.PositiveInfinity;
            // No finite threshold lies below −∞ or above ∞.
            if (!float.IsNegativeInfinity(above) && !float.IsPositiveInfinity(below))
            {
                // Sums of differences may fall below 0 by rounding.
                cuts.Add(new ThresholdCut(Between(below, above), new ConfusionCounts(
                    Math.Max(0, tp), Math.Max(0, positives - tp), Math.Max(0, fp), Math.Max(0, negatives - fp))));
            }
            if (place == sorted.Count)
                return cuts;
            below = above;
            for (int end = sorted.EndOfTie(place); place < end; place++)
            {
                int row = sorted.Row(place);
                if (labels[row] > 0.5f)
                    tp -= MetricRows.WeightOf(weights, row);
                else
                    fp -= MetricRows.WeightOf(weights, row);
            }
        }
    }

    /// <summary>A finite number that is at least the one below and less than the one above; halfway where there is room.</summary>
    private static float Between(float below, float above)
    {
        if (float.IsNegativeInfinity(below))
            return float.IsInfinity(above) ? float.MinValue : MathF.BitDecrement(above);
        if (float.IsPositiveInfinity(above))
            return float.IsInfinity(below) ? float.MaxValue : below;
        float middle = (float)((below + (double)above) / 2);
        return middle < above ? middle : below;
    }
}

/// <summary>A threshold and what it makes of the rows.</summary>
/// <param name="Threshold">A row is predicted positive when its score is above it.</param>
/// <param name="Counts">The confusion matrix.</param>
internal readonly record struct ThresholdCut(float Threshold, ConfusionCounts Counts);
