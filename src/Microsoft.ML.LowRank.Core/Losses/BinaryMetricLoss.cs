using Microsoft.ML.LowRank.Metrics;

namespace Microsoft.ML.LowRank.Losses;

/// <summary>
/// One less a metric of the confusion matrix whose predictions are soft (<see cref="Amplifier"/>), over a whole batch: its gradient is
/// two numbers, the metric's derivatives by TP and FP, times what every row adds to them. A share of cross-entropy, weighted so
/// that both classes count alike, may be mixed in.
/// </summary>
/// <remarks>
/// Metrics are ratios: over a small batch they are biased, and without one of the classes undefined. So derivatives are taken at an
/// exponential mean of the shares of TP, FN, FP and TN over the batches; a metric does not change when all counts are multiplied,
/// so shares do as well as counts. Until both classes have been seen a batch gives cross-entropy alone.
/// </remarks>
internal sealed class BinaryMetricLoss(ClassificationMetric metric, MetricLossSettings settings) : ILoss
{
    private ConfusionCounts _mean;
    private double _trust;

    public int Outputs => 1;

    public bool IsJoint => true;

    /// <summary>What amplifies; schedules change it.</summary>
    public Amplifier Amplifier { get; set; } = settings.Amplifier;

    public double Evaluate(
        ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, ReadOnlySpan<float> weights, double divisor, Span<float> gradient)
    {
        var batch = SharesOf(outputs, targets, weights, out double weight);
        if (weight == 0)
            return 0;
        bool isTraining = !gradient.IsEmpty;
        var counts = isTraining ? Remember(batch) : batch;
        var slope = counts.Positives > 0 && counts.Negatives > 0 ? metric.Slope(counts) : default(Dual?);
        // Where there is nothing to learn from by the metric, the classes are told apart first.
        bool isUsable = slope is { } s && double.IsFinite(s.Value) && double.IsFinite(s.ByTruePositives) && double.IsFinite(s.ByFalsePositives);
        double share = isUsable ? settings.CrossEntropyShare : 1;
        double loss = isUsable ? (1 - share) * (1 - ValueOf(batch, slope!.Value)) * weight : 0;
        var (positive, negative) = ClassWeights(counts);
        for (int row = 0; row < outputs.Length; row++)
        {
            double w = MetricRows.WeightOf(weights, row);
            bool isPositive = targets[row] > 0.5f;
            double own = w * (isPositive ? positive : negative);
            if (share > 0)
                loss += share * own * Logistic.Softplus(isPositive ? -outputs[row] : outputs[row]);
            if (!isTraining)
                continue;
            double g = share > 0 ? share * own * (Logistic.Probability(outputs[row]) - (isPositive ? 1 : 0)) / divisor : 0;
            if (share < 1)
            {
                double by = isPositive ? slope!.Value.ByTruePositives : slope!.Value.ByFalsePositives;
                g -= (1 - share) * by * Amplifier.At(outputs[row]).Slope * w / weight;
            }
            gradient[row] = (float)g;
        }
        return loss;
    }

    // A batch without one of the classes is judged by what was seen before.
    private double ValueOf(in ConfusionCounts batch, Dual slope)
        => batch.Positives > 0 && batch.Negatives > 0 && metric.Slope(batch).Value is var value && double.IsFinite(value) ? value : slope.Value;

    /// <summary>Weights of the classes by which each has half of the weight of all rows.</summary>
    private static (double Positive, double Negative) ClassWeights(in ConfusionCounts counts) => counts.Positives > 0 && counts.Negatives > 0
        ? (0.5 * counts.Total / counts.Positives, 0.5 * counts.Total / counts.Negatives) : (1, 1);

    private ConfusionCounts SharesOf(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, ReadOnlySpan<float> weights, out double weight)
    {
        double tp = 0, fn = 0, fp = 0, tn = 0;
        for (int row = 0; row < outputs.Length; row++)
        {
            double w = MetricRows.WeightOf(weights, row);
            if (w == 0)
                continue;
            var (soft, complement, _) = Amplifier.At(outputs[row]);
            if (targets[row] > 0.5f)
                (tp, fn) = (tp + (w * soft), fn + (w * complement));
            else
                (fp, tn) = (fp + (w * soft), tn + (w * complement));
        }
        weight = tp + fn + fp + tn;
        return weight > 0 ? new ConfusionCounts(tp / weight, fn / weight, fp / weight, tn / weight) : default;
    }

    /// <summary>The exponential mean, the batch at hand included, without the bias of its beginning.</summary>
    private ConfusionCounts Remember(in ConfusionCounts batch)
    {
        double keep = settings.Memory;
        ConfusionCounts Mix(in ConfusionCounts mean, in ConfusionCounts now) => new(
            (keep * mean.TruePositives) + ((1 - keep) * now.TruePositives), (keep * mean.FalseNegatives) + ((1 - keep) * now.FalseNegatives),
            (keep * mean.FalsePositives) + ((1 - keep) * now.FalsePositives), (keep * mean.TrueNegatives) + ((1 - keep) * now.TrueNegatives));
        _mean = Mix(_mean, batch);
        _trust = (keep * _trust) + (1 - keep);
        return new ConfusionCounts(
            _mean.TruePositives / _trust, _mean.FalseNegatives / _trust, _mean.FalsePositives / _trust, _mean.TrueNegatives / _trust);
    }
}

/// <summary>Numbers of a <see cref="BinaryMetricLoss"/>.</summary>
internal sealed record MetricLossSettings
{
    /// <summary>What amplifies at first.</summary>
    public Amplifier Amplifier { get; init; } = new(10, 0.5, OnLogit: false);

    /// <summary>Share of class-weighted cross-entropy, in [0, 1].</summary>
    public double CrossEntropyShare { get; init; }

    /// <summary>Share of the mean of counts that is kept from batch to batch, in [0, 1); 0 for every batch by itself.</summary>
    public double Memory { get; init; }
}
