using System.Numerics.Tensors;

namespace Microsoft.ML.LowRank.Metrics;

/// <summary>How well scores tell two classes apart, and how well they are calibrated.</summary>
/// <remarks>
/// Scores are log-odds, labels above one half are positive, weights are not negative, and no weights are weights of 1. A
/// weight of k counts as k equal rows. A score that is NaN makes every metric NaN: no order and no probability is right
/// for it. Sums are of doubles.
/// </remarks>
internal static class BinaryMetrics
{
    /// <summary>
    /// The chance that a positive row has the higher score than a negative one, equal scores counting half. NaN when one
    /// of the classes has no weight.
    /// </summary>
    public static double AreaUnderCurve(
        ReadOnlySpan<float> scores, ReadOnlySpan<float> labels, ReadOnlySpan<float> weights = default)
    {
        MetricRows.Check(scores.Length, labels, weights);
        if (HasNaN(scores))
            return double.NaN;
        using var sorted = new SortedScores(scores);
        double positives = 0, negatives = 0, ordered = 0;
        for (int place = 0; place < sorted.Count;)
        {
            double tiedPositives = 0, tiedNegatives = 0;
            for (int end = sorted.EndOfTie(place); place < end; place++)
            {
                int row = sorted.Row(place);
                if (IsPositive(labels[row]))
                    tiedPositives += MetricRows.WeightOf(weights, row);
                else
                    tiedNegatives += MetricRows.WeightOf(weights, row);
            }
            ordered += tiedPositives * (negatives + (0.5 * tiedNegatives));
            positives += tiedPositives;
            negatives += tiedNegatives;
        }
        return positives > 0 && negatives > 0 ? ordered / (positives * negatives) : double.NaN;
    }

    /// <summary>The mean of −log p of what came. NaN without weight.</summary>
    public static double LogLoss(
        ReadOnlySpan<float> scores, ReadOnlySpan<float> labels, ReadOnlySpan<float> weights = default)
    {
        MetricRows.Check(scores.Length, labels, weights);
        double loss = 0, total = 0;
        for (int row = 0; row < scores.Length; row++)
        {
            double weight = MetricRows.WeightOf(weights, row);
            loss += weight * Logistic.Softplus(IsPositive(labels[row]) ? -scores[row] : scores[row]);
            total += weight;
        }
        return total > 0 ? loss / total : double.NaN;
    }

    /// <summary>
    /// Sum of the predicted probabilities over the number of positive rows: above 1 promises too much. NaN without
    /// positive rows.
    /// </summary>
    public static double CalibrationRatio(
        ReadOnlySpan<float> scores, ReadOnlySpan<float> labels, ReadOnlySpan<float> weights = default)
    {
        MetricRows.Check(scores.Length, labels, weights);
        double promised = 0, came = 0;
        for (int row = 0; row < scores.Length; row++)
        {
            double weight = MetricRows.WeightOf(weights, row);
            promised += weight * Logistic.Probability(scores[row]);
            came += IsPositive(labels[row]) ? weight : 0;
        }
        return came > 0 ? promised / came : double.NaN;
    }

    /// <summary>Cuts the rows, in the order of their scores, into bins of equally many.</summary>
    /// <param name="scores">Log-odds.</param>
    /// <param name="labels">What came.</param>
    /// <param name="weights">Weights, or none.</param>
    /// <param name="bins">
    /// At most this many. Rows of equal scores are never divided, because which of them would come first is chance; with
    /// many of them bins are larger, and fewer.
    /// </param>
    /// <returns>Ascending; empty when a score is NaN.</returns>
    public static CalibrationBin[] CalibrationBins(
        ReadOnlySpan<float> scores, ReadOnlySpan<float> labels, ReadOnlySpan<float> weights, int bins)
    {
        MetricRows.Check(scores.Length, labels, weights);
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        if (HasNaN(scores))
            return [];
        using var sorted = new SortedScores(scores);
        var made = new List<CalibrationBin>(Math.Min(bins, sorted.Count));
        for (int bin = 1, place = 0; place < sorted.Count; bin++)
        {
            int least = (int)((long)sorted.Count * bin / bins);
            if (least <= place)
                continue;
            int end = sorted.EndOfTie(least - 1);
            made.Add(Bin(sorted, place, end, scores, labels, weights));
            place = end;
        }
        return [.. made];
    }

    /// <summary>
    /// The mean distance of what was promised from what came, bin by bin, weighted as the bins are. NaN without weight.
    /// </summary>
    public static double ExpectedCalibrationError(IReadOnlyList<CalibrationBin> bins)
    {
        var counted = bins.Where(bin => bin.Weight > 0).ToList();
        return counted.Sum(bin => bin.Weight * Math.Abs(bin.MeanProbability - bin.PositiveRate)) / counted.Sum(bin => bin.Weight);
    }

    private static CalibrationBin Bin(
        SortedScores sorted, int from, int end, ReadOnlySpan<float> scores, ReadOnlySpan<float> labels, ReadOnlySpan<float> weights)
    {
        double promised = 0, came = 0, total = 0;
        for (int place = from; place < end; place++)
        {
            int row = sorted.Row(place);
            double weight = MetricRows.WeightOf(weights, row);
            promised += weight * Logistic.Probability(scores[row]);
            came += IsPositive(labels[row]) ? weight : 0;
            total += weight;
        }
        return new(end - from, total, promised / total, came / total);
    }

    private static bool IsPositive(float label) => label > 0.5f;

    private static bool HasNaN(ReadOnlySpan<float> scores) => TensorPrimitives.IsNaNAny(scores);
}
