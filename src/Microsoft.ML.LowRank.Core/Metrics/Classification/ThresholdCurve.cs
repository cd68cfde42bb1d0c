namespace Microsoft.ML.LowRank.Metrics;

/// <summary>
/// What a metric of the confusion matrix is at every threshold that matters: a row is predicted positive when its score is
/// above the threshold, and between two neighbouring scores all thresholds are alike.
/// </summary>
internal sealed class ThresholdCurve
{
    private ThresholdCurve(List<ThresholdPoint> points, ThresholdPoint best) => (Points, Best) = (points, best);

    /// <summary>Ascending: from all rows predicted positive to none.</summary>
    public IReadOnlyList<ThresholdPoint> Points { get; }

    /// <summary>Where the metric is largest; of several such points the one nearest to where scores are cut anyway.</summary>
    public ThresholdPoint Best { get; }

    /// <param name="scores">Of which more is more positive.</param>
    /// <param name="labels">Above one half is positive.</param>
    /// <param name="weights">Weights, or none.</param>
    /// <param name="metric">What is wanted to be large.</param>
    /// <param name="usual">Where such scores are cut anyway: 0 for log-odds, one half for probabilities.</param>
    /// <exception cref="ArgumentException">A score is not a number, or one of the classes has no weight.</exception>
    public static ThresholdCurve Of(
        ReadOnlySpan<float> scores, ReadOnlySpan<float> labels, ReadOnlySpan<float> weights, ClassificationMetric metric, float usual = 0)
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
        return Sweep(scores, labels, weights, metric, usual, tp, fp);
    }

    private static ThresholdCurve Sweep(
        ReadOnlySpan<float> scores, ReadOnlySpan<float> labels, ReadOnlySpan<float> weights, ClassificationMetric metric,
        float usual, double positives, double negatives)
    {
        using var sorted = new SortedScores(scores);
        double tp = positives, fp = negatives;
        var points = new List<ThresholdPoint>();
        var best = default(ThresholdPoint);
        float below = float.NegativeInfinity;
        for (int place = 0; ;)
        {
            float above = place < sorted.Count ? scores[sorted.Row(place)] : float.PositiveInfinity;
            // Sums of differences may fall below 0 by rounding.
            var counts = new ConfusionCounts(Math.Max(0, tp), Math.Max(0, positives - tp), Math.Max(0, fp), Math.Max(0, negatives - fp));
            var point = new ThresholdPoint(Between(below, above), counts, metric.Evaluate(counts));
            // No finite threshold lies below −∞ or above ∞.
            bool isPossible = !float.IsNegativeInfinity(above) && !float.IsPositiveInfinity(below);
            if (isPossible)
                points.Add(point);
            if (isPossible && (points.Count == 1 || IsBetter(point, best, usual)))
                best = point;
            if (place == sorted.Count)
                return new ThresholdCurve(points, best);
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

    /// <summary>What a metric of one's own cannot say of a matrix (a share of nothing, say) is worse than anything that it can.</summary>
    private static bool IsBetter(ThresholdPoint point, ThresholdPoint best, float usual)
        => point.Value > best.Value || (double.IsNaN(best.Value) && !double.IsNaN(point.Value))
            || (point.Value == best.Value && Math.Abs((double)point.Threshold - usual) < Math.Abs((double)best.Threshold - usual));

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
/// <param name="Value">The metric.</param>
internal readonly record struct ThresholdPoint(float Threshold, ConfusionCounts Counts, double Value);
