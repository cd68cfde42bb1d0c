using Microsoft.ML.LowRank.Losses;
using Microsoft.ML.LowRank.Metrics;
using Microsoft.ML.LowRank.Optimizers;

namespace Microsoft.ML.LowRank.Linear;

/// <summary>
/// Fits a linear model to a metric: the optimum of class-weighted cross-entropy first, whose threshold is moved to where the metric is largest; from
/// there down the metric's own loss, amplified more and more where that is wanted; and a look at what came of it.
/// </summary>
/// <param name="rows">Standardised rows.</param>
/// <param name="options">How.</param>
/// <param name="report">Told the stage and how much is done, from 0 to 1.</param>
/// <param name="shouldStop">Asked after every step.</param>
internal sealed class MetricLinearFitter(ClassRows rows, AnyLossLinearOptions options, Action<string, double> report, Func<bool> shouldStop)
{
    // What cross-entropy needs many of it learns from some: it only shows where to begin.
    private const int EnoughChunks = 200;
    private const int EnoughChunksOfAClass = 20;
    private const int MostContinuations = 4;

    // A threshold that is the best on the very rows is flattered; only what is clearly worse has gone astray.
    private const double MostLost = 0.1;
    private const double WarmedUp = 0.4;
    private const double Descended = 0.95;

    private readonly MetricObjective _objective = new(rows, options.Loss.Metric, options.L2Regularization, options.NumberOfThreads);
    private readonly List<AnyLossStage> _stages = [];
    private readonly double _own = Math.Log(options.Loss.Threshold / (1 - options.Loss.Threshold));
    private bool _isStopped;

    /// <exception cref="InvalidOperationException">The metric is not a number for the rows.</exception>
    public (double[] Parameters, double Threshold, AnyLossLinearReport Report) Fit()
    {
        var parameters = new double[rows.Width + 1];
        var loss = options.Loss;
        if (loss.WarmUp > 0)
            WarmUp(parameters);
        var before = loss.WarmUp > 0 ? Look(parameters) : null;
        double[] start = [.. parameters];
        Descend(parameters);
        var after = Look(parameters);
        string? recovery = null;
        double threshold = _own;
        if (before is not null && !(after.Value >= before.Value - MostLost))
        {
            recovery = FormattableString.Invariant($"Training on {loss.Metric} made it smaller on the training rows, {after.Value:0.####} instead of {before.Value:0.####}; the model before it is returned, cross-entropy at the threshold where {loss.Metric} is largest.");
            (start, parameters) = (parameters, start);
            after = before;
        }
        if (after.IsOneClass)
            (threshold, after, recovery) = Recover(parameters, after);
        return (parameters, threshold, new AnyLossLinearReport
        {
            MetricName = loss.Metric.Name,
            RowCount = rows.Count,
            PositiveShare = rows.Positives / (rows.Positives + rows.Negatives),
            Stages = [.. _stages],
            Value = after.Value,
            ValueBefore = before?.Value ?? double.NaN,
            Counts = after.Counts,
            Recovery = recovery,
            Passes = (double)_objective.ChunksRead / rows.Chunks.Count,
            IsPartial = _isStopped,
        });
    }

    private void WarmUp(double[] parameters)
    {
        _objective.CrossEntropyShare = 1;
        int few = Math.Min(rows.Chunks.Count(chunk => chunk.IsPositive), rows.Chunks.Count(chunk => !chunk.IsPositive));
        _objective.Stride = Math.Max(1, Math.Min(rows.Chunks.Count / EnoughChunks, few / EnoughChunksOfAClass));
        Minimize("class-weighted cross-entropy", parameters, 0, WarmedUp);
        _objective.Stride = 1;
        // The metric knows of a threshold only what is near it: it begins where it is best already.
        var (scores, labels, weights) = rows.Score(parameters);
        var cuts = ThresholdCuts.Of(scores, labels, weights);
        var (place, value) = cuts.Best(options.Loss.Metric);
        if (!double.IsNaN(value))
            parameters[^1] += _own - cuts.All[place].Threshold;
    }

    private void Descend(double[] parameters)
    {
        var loss = options.Loss;
        _objective.CrossEntropyShare = loss.CrossEntropyShare;
        int stages = loss.LastAmplification == loss.Amplification ? 1 : MostContinuations;
        for (int stage = 0; stage < stages && !_isStopped; stage++)
        {
            double share = stages == 1 ? 0 : (double)stage / (stages - 1);
            double amplification = loss.Amplification * Math.Pow(loss.LastAmplification / loss.Amplification, share);
            _objective.Amplifier = loss.AmplifierAt(amplification);
            Minimize(FormattableString.Invariant($"{loss.Metric}, amplified by {amplification:0.##}"), parameters,
                WarmedUp + ((Descended - WarmedUp) * stage / stages), WarmedUp + ((Descended - WarmedUp) * (stage + 1) / stages));
        }
    }

    private void Minimize(string name, double[] parameters, double from, double to)
    {
        int steps = 0;
        bool Advance(double value)
        {
            steps++;
            report(name, from + ((to - from) * steps / options.MaximumIterations));
            return !(_isStopped = shouldStop());
        }
        double start = _objective.Evaluate(parameters, new double[parameters.Length]);
        if (!double.IsFinite(start))
            throw new InvalidOperationException(
                $"The metric '{options.Loss.Metric}' or its derivative is not a number for the {rows.Count} training rows; check its divisions, roots and logarithms.");
        double end = options.Optimizer == FullBatchOptimizer.Adam
            ? FullBatchAdam.Minimize(_objective.Evaluate, parameters, options.LearningRate, options.MaximumIterations, options.Tolerance, Advance)
            : new Lbfgs(_objective.Evaluate).Minimize(parameters, options.MaximumIterations, options.Tolerance, Advance);
        _stages.Add(new AnyLossStage(name, steps, start, end));
    }

    private (double Threshold, Outcome Outcome, string Recovery) Recover(double[] parameters, Outcome outcome)
    {
        string all = $"The model predicted all {rows.Count} training rows {(outcome.Counts.PredictedPositives == 0 ? "negative" : "positive")}";
        var (scores, labels, weights) = rows.Score(parameters);
        var cuts = ThresholdCuts.Of(scores, labels, weights);
        var (place, value) = cuts.Best(options.Loss.Metric, (float)_own);
        var best = cuts.All[place];
        bool isBetter = value > outcome.Value || (double.IsNaN(outcome.Value) && !double.IsNaN(value));
        if (!isBetter || best.Counts is not { PredictedPositives: > 0, PredictedNegatives: > 0 })
            return (_own, outcome, $"{all}, and no other threshold makes {options.Loss.Metric} larger: the features tell too little of the label for it.");
        return (best.Threshold, new Outcome(value, best.Counts), FormattableString.Invariant(
            $"{all}; its threshold was moved from {_own:0.###} to {best.Threshold:0.###} of its log-odds, where {options.Loss.Metric} is {value:0.####} instead of {outcome.Value:0.####}."));
    }

    /// <summary>The metric of hard decisions on the training rows.</summary>
    private Outcome Look(double[] parameters)
    {
        var (scores, labels, weights) = rows.Score(parameters);
        double tp = 0, fn = 0, fp = 0, tn = 0;
        for (int row = 0; row < scores.Length; row++)
            (labels[row] > 0 ? ref scores[row] > _own ? ref tp : ref fn : ref scores[row] > _own ? ref fp : ref tn) += weights[row];
        var counts = new ConfusionCounts(tp, fn, fp, tn);
        return new Outcome(options.Loss.Metric.Evaluate(counts), counts);
    }

    private sealed record Outcome(double Value, ConfusionCounts Counts)
    {
        public bool IsOneClass => Counts.PredictedPositives == 0 || Counts.PredictedNegatives == 0;
    }
}
