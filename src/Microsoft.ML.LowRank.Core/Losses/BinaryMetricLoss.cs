using Microsoft.ML.LowRank.Metrics;

namespace Microsoft.ML.LowRank.Losses;

/// <summary>
/// One less a metric of the confusion matrix whose predictions are soft (<see cref="Amplifier"/>), over a whole batch: its gradient is
/// two numbers, the metric's derivatives by TP and FP, times what every row adds to them. A share of cross-entropy, weighted so
/// that both classes count alike, may be mixed in, and goes before alone.
/// </summary>
/// <remarks>
/// Metrics are ratios: over a small batch they are biased, and without one of the classes undefined. So derivatives are taken at an
/// exponential mean of the shares of TP, FN, FP and TN over the batches; a metric does not change when all counts are multiplied,
/// so shares do as well as counts. Until both classes have been seen a batch gives cross-entropy alone.
/// </remarks>
internal sealed class BinaryMetricLoss(MetricLoss settings) : ILoss
{
    private readonly MeanCounts _mean = new(settings.Memory);
    private double[] _slopes = [];
    private Amplifier _amplifier = settings.AmplifierAt(settings.Amplification);

    public int Outputs => 1;

    public bool IsJoint => true;

    public bool TellsTwoClasses => true;

    public bool IsWarmingUp { get; private set; } = settings.WarmUp > 0;

    public void BeginEpoch() => _mean.Clear();

    public void Advance(double fraction)
    {
        IsWarmingUp = fraction < settings.WarmUp;
        _amplifier = settings.AmplifierAt(settings.Amplification * Math.Pow(settings.LastAmplification / settings.Amplification, fraction));
    }

    public double Evaluate(
        ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, ReadOnlySpan<float> weights, double divisor, Span<float> gradient)
    {
        bool isTraining = !gradient.IsEmpty;
        var batch = SharesOf(outputs, targets, weights, out double weight);
        if (weight == 0)
            return 0;
        var counts = isTraining ? _mean.Add(batch) : batch;
        var slope = MetricSlope.Of(settings.Metric, counts);
        // Where there is nothing to learn from by the metric, the classes are told apart first.
        double share = slope is null || (isTraining && IsWarmingUp) ? 1 : settings.Share;
        double loss = share < 1 ? (1 - share) * (1 - ValueOf(batch, slope!.Value)) * weight : 0;
        var (positive, negative) = ClassWeights(counts);
        for (int row = 0; row < outputs.Length; row++)
        {
            double w = MetricRows.WeightOf(weights, row);
            bool isPositive = targets[row] > 0.5f;
            double g = 0;
            if (share > 0)
            {
                // Of a row away from its class by z: log(1 + exp z), whose slope is σ(z).
                double z = isPositive ? -outputs[row] : outputs[row], e = Math.Exp(-Math.Abs(z)), own = share * w * (isPositive ? positive : negative);
                loss += own * (Math.Max(z, 0) + Math.Log(1 + e));
                g = own / divisor * (z >= 0 ? 1 : e) / (1 + e);
                g = isPositive ? -g : g;
            }
            if (!isTraining)
                continue;
            if (share < 1)
            {
                double by = isPositive ? slope!.Value.ByTruePositives : slope!.Value.ByFalsePositives;
                g -= (1 - share) * by * _slopes[row] * w / weight;
            }
            gradient[row] = (float)g;
        }
        return loss;
    }

    // A batch without one of the classes is judged by what was seen before.
    private double ValueOf(in ConfusionCounts batch, Dual slope)
        => batch.Positives > 0 && batch.Negatives > 0 && settings.Metric.Slope(batch).Value is var value && double.IsFinite(value) ? value : slope.Value;

    /// <summary>Weights of the classes by which each has half of the weight of all rows.</summary>
    private static (double Positive, double Negative) ClassWeights(in ConfusionCounts counts) => counts.Positives > 0 && counts.Negatives > 0
        ? (0.5 * counts.Total / counts.Positives, 0.5 * counts.Total / counts.Negatives) : (1, 1);

    private ConfusionCounts SharesOf(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, ReadOnlySpan<float> weights, out double weight)
    {
        if (_slopes.Length < outputs.Length)
            _slopes = new double[outputs.Length];
        double tp = 0, fn = 0, fp = 0, tn = 0;
        for (int row = 0; row < outputs.Length; row++)
        {
            double w = MetricRows.WeightOf(weights, row);
            // Of a row without weight nothing is asked, not even that its output be a number.
            if (w == 0)
            {
                _slopes[row] = 0;
                continue;
            }
            (double soft, double complement, _slopes[row]) = _amplifier.At(outputs[row]);
            if (targets[row] > 0.5f)
                (tp, fn) = (tp + (w * soft), fn + (w * complement));
            else
                (fp, tn) = (fp + (w * soft), tn + (w * complement));
        }
        weight = tp + fn + fp + tn;
        return weight > 0 ? new ConfusionCounts(tp / weight, fn / weight, fp / weight, tn / weight) : default;
    }
}
