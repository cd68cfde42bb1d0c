using Microsoft.ML.LowRank.Metrics;

namespace Microsoft.ML.LowRank.Losses;

/// <summary>
/// One less the mean of a metric over the classes, each against the rest, whose predictions are soft (<see cref="Amplifier"/>) and
/// made of the softmax of the outputs; as <see cref="BinaryMetricLoss"/> otherwise.
/// </summary>
internal sealed class MulticlassMetricLoss(MetricLoss settings, int classes) : ILoss
{
    private readonly MeanCounts[] _means = [.. Enumerable.Range(0, classes).Select(_ => new MeanCounts(settings.Memory))];
    private readonly ConfusionCounts[] _batch = new ConfusionCounts[classes];
    private readonly double[] _shares = new double[classes];
    private readonly Dual?[] _metrics = new Dual?[classes];
    private readonly double[] _pull = new double[classes];
    private double[] _slopes = [];
    private double[] _odds = [];
    private Amplifier _amplifier = settings.AmplifierAt(settings.Amplification);

    public int Outputs => classes;

    public bool IsJoint => true;

    public bool IsWarmingUp { get; private set; } = settings.WarmUp > 0;

    public void BeginEpoch() => Array.ForEach(_means, mean => mean.Clear());

    public void Advance(double fraction)
    {
        IsWarmingUp = fraction < settings.WarmUp;
        _amplifier = settings.AmplifierAt(settings.Amplification * Math.Pow(settings.LastAmplification / settings.Amplification, fraction));
    }

    public double Evaluate(
        ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, ReadOnlySpan<float> weights, double divisor, Span<float> gradient)
    {
        bool isTraining = !gradient.IsEmpty;
        double weight = Count(outputs, targets, weights);
        if (weight == 0)
            return 0;
        bool isUsable = Judge(isTraining, out double metric);
        double share = !isUsable || (isTraining && IsWarmingUp) ? 1 : settings.Share;
        double loss = share < 1 ? (1 - share) * (1 - metric) * weight : 0;
        int present = _shares.Count(s => s > 0);
        for (int row = 0; row < targets.Length; row++)
        {
            double w = MetricRows.WeightOf(weights, row);
            var own = gradient.IsEmpty ? default : gradient.Slice(row * classes, classes);
            if (w == 0)
            {
                own.Clear();
                continue;
            }
            int truth = (int)targets[row];
            var odds = _odds.AsSpan(row * classes, classes);
            double balanced = share * w / (present * _shares[truth]);
            if (share > 0)
                loss += balanced * Logistic.Softplus(-odds[truth]);
            if (isTraining)
                Descend(odds, _slopes.AsSpan(row * classes, classes), truth, balanced / divisor, (1 - share) * w / weight, own);
        }
        return loss;
    }

    /// <summary>Log-odds of every class against the rest, their soft predictions' slopes, and the soft confusion matrices; the weight of the rows.</summary>
    private double Count(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, ReadOnlySpan<float> weights)
    {
        if (_odds.Length < outputs.Length)
            (_odds, _slopes) = (new double[outputs.Length], new double[outputs.Length]);
        Array.Clear(_batch);
        double weight = 0;
        for (int row = 0; row < targets.Length; row++)
        {
            double w = MetricRows.WeightOf(weights, row);
            if (w == 0)
                continue;
            weight += w;
            int at = row * classes, truth = (int)targets[row];
            OneAgainstRest(outputs.Slice(at, classes), _odds.AsSpan(at, classes));
            for (int k = 0; k < classes; k++)
            {
                (double soft, double complement, _slopes[at + k]) = _amplifier.At(_odds[at + k]);
                var c = _batch[k];
                _batch[k] = k == truth
                    ? c with { TruePositives = c.TruePositives + (w * soft), FalseNegatives = c.FalseNegatives + (w * complement) }
                    : c with { FalsePositives = c.FalsePositives + (w * soft), TrueNegatives = c.TrueNegatives + (w * complement) };
            }
        }
        for (int k = 0; k < classes && weight > 0; k++)
        {
            var c = _batch[k];
            _batch[k] = new ConfusionCounts(c.TruePositives / weight, c.FalseNegatives / weight, c.FalsePositives / weight, c.TrueNegatives / weight);
        }
        return weight;
    }

    /// <summary>The metric's mean and its derivatives by class; false where no class tells anything.</summary>
    private bool Judge(bool isTraining, out double mean)
    {
        double total = 0;
        mean = 0;
        for (int k = 0; k < classes; k++)
        {
            var counts = isTraining ? _means[k].Add(_batch[k]) : _batch[k];
            _shares[k] = counts.Positives;
            _metrics[k] = MetricSlope.Of(settings.Metric, counts);
            _pull[k] = _metrics[k] is null ? 0 : settings.Average == ClassAverage.Macro ? 1 : counts.Positives;
            total += _pull[k];
        }
        if (total == 0)
            return false;
        for (int k = 0; k < classes; k++)
        {
            _pull[k] /= total;
            if (_metrics[k] is { } slope)
                mean += _pull[k] * (MetricSlope.Of(settings.Metric, _batch[k]) ?? slope).Value;
        }
        return true;
    }

    /// <summary>The gradient of one row's outputs.</summary>
    private void Descend(ReadOnlySpan<double> odds, ReadOnlySpan<double> slopes, int truth, double crossEntropy, double metric, Span<float> gradient)
    {
        // log-odds of class k are log p_k − log(1 − p_k): by z_k they grow by 1, by another z_j they fall by p_j / (1 − p_k).
        double all = 0;
        for (int k = 0; k < classes; k++)
            all += Slope(k, truth, slopes) / Math.Max(double.Epsilon, Logistic.Probability(-odds[k]));
        for (int j = 0; j < classes; j++)
        {
            double p = Logistic.Probability(odds[j]), own = Slope(j, truth, slopes);
            double others = all - (own / Math.Max(double.Epsilon, Logistic.Probability(-odds[j])));
            gradient[j] = (float)((crossEntropy * (p - (j == truth ? 1 : 0))) - (metric * (own - (p * others))));
        }
    }

    private double Slope(int k, int truth, ReadOnlySpan<double> slopes) => _metrics[k] is not { } by ? 0
        : _pull[k] * slopes[k] * (k == truth ? by.ByTruePositives : by.ByFalsePositives);

    private static void OneAgainstRest(ReadOnlySpan<float> outputs, Span<double> odds)
    {
        int largest = 0;
        for (int k = 1; k < outputs.Length; k++)
            largest = outputs[k] > outputs[largest] ? k : largest;
        double rest = 0;
        for (int k = 0; k < outputs.Length; k++)
            rest += k == largest ? 0 : Math.Exp(outputs[k] - (double)outputs[largest]);
        for (int k = 0; k < outputs.Length; k++)
        {
            // Of the largest 1 − p is summed, not subtracted; of others it is at least one half.
            double e = Math.Exp(outputs[k] - (double)outputs[largest]);
            odds[k] = k == largest ? -Math.Log(rest) : (double)outputs[k] - outputs[largest] - Math.Log(1 + rest - e);
        }
    }
}
