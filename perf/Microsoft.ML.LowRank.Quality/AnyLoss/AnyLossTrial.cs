using System.Collections.Concurrent;
using Microsoft.ML.LowRank.Metrics;

namespace Microsoft.ML.LowRank.Quality.AnyLoss;

/// <summary>
/// Stratified cross-validation of one set: in every outer fold the penalty (and the threshold, where it is tuned) is chosen by the metric on inner
/// folds of its training part, then the model is trained on all of that. Confusion matrices are added over the outer folds, for folds of few
/// positive rows have no F1 worth a mean.
/// </summary>
internal sealed class AnyLossTrial
{
    public const int OuterFolds = 5;
    public const int InnerFolds = 3;

    private readonly int _seed;
    private readonly bool _isNetwork;
    private readonly Fold[] _folds;
    private readonly ConcurrentDictionary<(int Fold, string Training, string Metric, double Penalty), Lazy<(float[] Inner, float[] Outer)>> _fits = new();

    public AnyLossTrial(LabelledMatrix data, bool isNetwork, int seed)
    {
        (_seed, _isNetwork) = (seed, isNetwork);
        int[][] outer = data.Folds(OuterFolds, seed);
        _folds = [.. outer.Select((test, fold) => new Fold(
            data.Select([.. outer.Where((_, other) => other != fold).SelectMany(part => part).Order()]), data.Select(test), seed + fold))];
    }

    /// <summary>The confusion matrix of decisions on all rows, each by a model that has not seen it.</summary>
    public ConfusionCounts Run(AnyLossMethod method, ClassificationMetric metric)
    {
        var sum = default(ConfusionCounts);
        for (int at = 0; at < _folds.Length; at++)
        {
            var fold = _folds[at];
            var (best, threshold, scores) = (double.NegativeInfinity, 0f, default(float[]));
            foreach (double penalty in _isNetwork ? AnyLossMethod.Decays : AnyLossMethod.Penalties)
            {
                var (inner, outer) = Fit(method, metric, at, penalty);
                double value;
                float own = 0;
                if (method.TunesThreshold)
                {
                    var cuts = ThresholdCuts.Of(inner, fold.InnerLabels, default);
                    (int place, value) = cuts.Best(metric);
                    own = cuts.All[place].Threshold;
                }
                else
                {
                    value = metric.Evaluate(Count(inner, fold.InnerLabels, 0));
                }
                if (value > best)
                    (best, threshold, scores) = (value, own, outer);
                scores ??= outer;
            }
            var counts = Count(scores!, fold.TestLabels, threshold);
            sum = new ConfusionCounts(sum.TruePositives + counts.TruePositives, sum.FalseNegatives + counts.FalseNegatives,
                sum.FalsePositives + counts.FalsePositives, sum.TrueNegatives + counts.TrueNegatives);
        }
        return sum;
    }

    private (float[] Inner, float[] Outer) Fit(AnyLossMethod method, ClassificationMetric metric, int at, double penalty)
        => _fits.GetOrAdd((at, method.Training, method.IsPerMetric ? metric.Name : "", penalty), _ => new(() =>
        {
            var fold = _folds[at];
            float[] Scores(LabelledMatrix training, LabelledMatrix test)
            {
                (training, test) = LabelledMatrix.Fill(training, test);
                return _isNetwork ? method.Network(training, test, metric, penalty, _seed) : method.Linear(training, test, metric, penalty);
            }
            float[] inner = [.. fold.Inner.SelectMany(part => Scores(part.Training, part.Test))];
            return (inner, Scores(fold.Training, fold.Test));
        })).Value;

    private static ConfusionCounts Count(float[] scores, float[] labels, float threshold)
    {
        double tp = 0, fn = 0, fp = 0, tn = 0;
        for (int row = 0; row < scores.Length; row++)
            (labels[row] > 0 ? ref scores[row] > threshold ? ref tp : ref fn : ref scores[row] > threshold ? ref fp : ref tn)++;
        return new ConfusionCounts(tp, fn, fp, tn);
    }

    private sealed class Fold
    {
        public Fold(LabelledMatrix training, LabelledMatrix test, int seed)
        {
            (Training, Test) = (training, test);
            int[][] parts = training.Folds(InnerFolds, seed);
            Inner = [.. parts.Select((part, fold) => (
                training.Select([.. parts.Where((_, other) => other != fold).SelectMany(rows => rows).Order()]), training.Select(part)))];
            InnerLabels = [.. Inner.SelectMany(part => part.Test.Labels).Select(label => label ? 1f : 0)];
            TestLabels = [.. test.Labels.Select(label => label ? 1f : 0)];
        }

        public LabelledMatrix Training { get; }

        public LabelledMatrix Test { get; }

        public IReadOnlyList<(LabelledMatrix Training, LabelledMatrix Test)> Inner { get; }

        public float[] InnerLabels { get; }

        public float[] TestLabels { get; }
    }
}
