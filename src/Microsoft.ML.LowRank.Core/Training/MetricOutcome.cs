using Microsoft.ML.LowRank.Losses;
using Microsoft.ML.LowRank.Metrics;
using Microsoft.ML.LowRank.Networks;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Training;

/// <summary>
/// What came of training on a metric, seen by hard decisions: the metric itself is blind to a network that has fallen to one class, for
/// its derivatives are then next to nothing.
/// </summary>
/// <param name="Decision">What the model keeps.</param>
/// <param name="Value">The metric of its decisions; the mean over the classes where there are several.</param>
/// <param name="Counts">Their confusion matrix; null for several classes.</param>
/// <param name="Rows">Rows that were decided.</param>
/// <param name="Collapse">What became of a network that predicts one class for all rows; null where it does not.</param>
internal sealed record MetricOutcome(MetricDecision Decision, double Value, ConfusionCounts? Counts, long Rows, string? Collapse)
{
    /// <param name="engine">What computes.</param>
    /// <param name="network">A trained network.</param>
    /// <param name="loss">What it was trained on.</param>
    /// <param name="calibrates">Whether two classes are to have probabilities.</param>
    /// <param name="training">The rows that it was trained on.</param>
    /// <param name="judging">Rows that judged epochs, or null.</param>
    public static MetricOutcome Of(IComputeBackend engine, Network network, MetricLoss loss, bool calibrates, RowCache training, RowCache? judging)
    {
        var task = network.Shape.Outputs == 1 ? PredictionTask.BinaryClassification : PredictionTask.MulticlassClassification;
        ValidationRun Run(RowCache rows)
        {
            var run = new ValidationRun(engine, network, TaskLoss.Judge(task, network.Shape.Outputs, loss), rows, ValidationMetric.Loss);
            run.Evaluate();
            return run;
        }
        var run = Run(judging ?? training);
        // Rows of one class tell nothing; those that were learned from have both.
        if (judging is not null && !HasSeveral(run.Labels))
            run = Run(training);
        return task == PredictionTask.BinaryClassification ? Binary(run, loss, calibrates) : Multiclass(run, loss, network.Shape.Outputs);
    }

    private static bool HasSeveral(ReadOnlySpan<float> labels) => labels.Length > 0 && labels.ContainsAnyExcept(labels[0]);

    private static MetricOutcome Binary(ValidationRun run, MetricLoss loss, bool calibrates)
    {
        float threshold = (float)Math.Log(loss.Threshold / (1 - loss.Threshold));
        var (value, counts, collapse) = (double.NaN, CountsAt(run, threshold), default(string));
        value = loss.Metric.Evaluate(counts);
        if (counts.PredictedPositives == 0 || counts.PredictedNegatives == 0)
        {
            string all = $"The network predicted all {run.Labels.Length} rows {(counts.PredictedPositives == 0 ? "negative" : "positive")}";
            var cuts = ThresholdCuts.Of(run.Outputs, run.Labels, run.Weights);
            var (place, found) = cuts.Best(loss.Metric, threshold);
            var best = cuts.All[place];
            bool isBetter = found > value || (double.IsNaN(value) && !double.IsNaN(found));
            collapse = isBetter && best.Counts is { PredictedPositives: > 0, PredictedNegatives: > 0 }
                ? FormattableString.Invariant($"{all}; its threshold was moved from {threshold:0.###} to {best.Threshold:0.###} of its log-odds, where {loss.Metric} is {found:0.####} instead of {value:0.####}.")
                : $"{all}, and no other threshold makes {loss.Metric} larger. Try a longer {nameof(MetricLoss.WarmUp)}, a smaller {nameof(MetricLoss.Amplification)} or a smaller learning rate.";
            if (isBetter)
                (threshold, value, counts) = (best.Threshold, found, best.Counts);
        }
        PlattCalibration? calibration = null;
        if (calibrates)
        {
            var scores = new float[run.Outputs.Length];
            for (int row = 0; row < scores.Length; row++)
                scores[row] = run.Outputs[row] - threshold;
            calibration = PlattCalibration.Fit(scores, run.Labels, run.Weights);
        }
        return new MetricOutcome(new MetricDecision(loss.Metric.Name, threshold, calibration), value, counts, run.Labels.Length, collapse);
    }

    private static ConfusionCounts CountsAt(ValidationRun run, float threshold)
    {
        double tp = 0, fn = 0, fp = 0, tn = 0;
        for (int row = 0; row < run.Labels.Length; row++)
        {
            bool isAbove = run.Outputs[row] > threshold;
            ref double count = ref run.Labels[row] > 0.5f ? ref isAbove ? ref tp : ref fn : ref isAbove ? ref fp : ref tn;
            count += MetricRows.WeightOf(run.Weights, row);
        }
        return new ConfusionCounts(tp, fn, fp, tn);
    }

    private static MetricOutcome Multiclass(ValidationRun run, MetricLoss loss, int classes)
    {
        // Of every class against the rest: rows that are it and are predicted it, that are it, and that are predicted it.
        var (both, own, predicted) = (new double[classes], new double[classes], new double[classes]);
        double total = 0;
        for (int row = 0; row < run.Labels.Length; row++)
        {
            double weight = MetricRows.WeightOf(run.Weights, row);
            int truth = (int)run.Labels[row], best = System.Numerics.Tensors.TensorPrimitives.IndexOfMax(run.Outputs.Slice(row * classes, classes));
            (own[truth], predicted[best], total) = (own[truth] + weight, predicted[best] + weight, total + weight);
            both[truth] += truth == best ? weight : 0;
        }
        double sum = 0, divisor = 0;
        for (int k = 0; k < classes; k++)
        {
            double value = loss.Metric.Evaluate(new ConfusionCounts(
                both[k], Math.Max(0, own[k] - both[k]), Math.Max(0, predicted[k] - both[k]), Math.Max(0, total - own[k] - predicted[k] + both[k])));
            if (double.IsNaN(value) || own[k] == 0)
                continue;
            double share = loss.Average == ClassAverage.Macro ? 1 : own[k];
            (sum, divisor) = (sum + (share * value), divisor + share);
        }
        string? collapse = predicted.Count(weight => weight > 0) > 1 ? null
            : $"The network predicts the same class for all {run.Labels.Length} rows. Try a longer {nameof(MetricLoss.WarmUp)}, a smaller {nameof(MetricLoss.Amplification)} or a smaller learning rate.";
        return new MetricOutcome(new MetricDecision(loss.Metric.Name, 0), sum / divisor, null, run.Labels.Length, collapse);
    }
}
