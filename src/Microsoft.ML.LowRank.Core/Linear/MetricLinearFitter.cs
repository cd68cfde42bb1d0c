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
    // What cross-entropy needs many of it learns from some: it only shows where to begin. So many of each class, and so many per feature.
    private const int EnoughRows = 16_384;
    private const int EnoughRowsPerFeature = 128;

    // A metric needs more: of its derivatives only the rows near the threshold know. Even so they show all but the end of the way.
    private const int EnoughForMetric = 8;
    private const int MostContinuations = 4;

    // A threshold that is the best on the very rows is flattered; only what is clearly worse has gone astray.
    private const double MostLost = 0.1;
    private const double WarmedUp = 0.2;
    private const double NearlyThere = 0.5;
    private const double Descended = 0.95;

    private readonly List<AnyLossStage> _stages = [];
    private readonly double _own = SoftCounts.Logit(options.Loss.Threshold);
    private readonly MetricObjective _objective = new(rows, rows.All, options.Loss, options.L2Regularization, options.NumberOfThreads);
    private readonly ChunkSample _some = rows.Sample(EnoughForMetric * EnoughOf(rows), EnoughForMetric * EnoughOf(rows));
    private long _chunksRead;
    private bool _isStopped;

    private int Enough => EnoughOf(rows);

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
        {
            (threshold, after, string recovered) = Recover(parameters, after);
            recovery = recovery is null ? recovered : $"{recovery} {recovered}";
        }
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
            Passes = (double)(_objective.ChunksRead + _chunksRead) / rows.All.Chunks.Length,
            IsPartial = _isStopped,
        });
    }

    private void WarmUp(double[] parameters)
    {
        var objective = new MetricObjective(rows, rows.Sample(Enough, Enough), options.Loss, options.L2Regularization, options.NumberOfThreads)
        {
            CrossEntropyShare = 1,
        };
        Minimize(objective, "class-weighted cross-entropy", parameters, 0, WarmedUp);
        _chunksRead += objective.ChunksRead;
        // The metric knows of a threshold only what is near it: it begins where it is best already.
        var (scores, labels, weights) = rows.Score(parameters, _some, options.NumberOfThreads);
        _chunksRead += _some.Chunks.Length;
        var cuts = ThresholdCuts.Of(scores, labels, weights);
        var (place, value) = cuts.Best(options.Loss.Metric);
        if (!double.IsNaN(value))
            parameters[^1] += _own - cuts.All[place].Threshold;
    }

    private void Descend(double[] parameters)
    {
        var loss = options.Loss;
        bool isSampled = _some != rows.All;
        var objective = isSampled ? new MetricObjective(rows, _some, loss, options.L2Regularization, options.NumberOfThreads) : _objective;
        double end = isSampled ? NearlyThere : Descended;
        int stages = loss.LastAmplification == loss.Amplification ? 1 : MostContinuations;
        Lbfgs? curvature = null;
        for (int stage = 0; stage < stages && !_isStopped; stage++)
        {
            double share = stages == 1 ? 0 : (double)stage / (stages - 1);
            double amplification = loss.Amplification * Math.Pow(loss.LastAmplification / loss.Amplification, share);
            objective.Amplifier = loss.AmplifierAt(amplification);
            curvature = Minimize(objective, FormattableString.Invariant($"{loss.Metric}, amplified by {amplification:0.##}{(isSampled ? ", of some rows" : "")}"),
                parameters, WarmedUp + ((end - WarmedUp) * stage / stages), WarmedUp + ((end - WarmedUp) * (stage + 1) / stages));
        }
        _objective.Amplifier = loss.AmplifierAt(loss.LastAmplification);
        if (!isSampled)
            return;
        _chunksRead += objective.ChunksRead;
        if (!_isStopped)
            Minimize(_objective, FormattableString.Invariant($"{loss.Metric}, amplified by {loss.LastAmplification:0.##}"), parameters, end, Descended, curvature);
    }

    private Lbfgs? Minimize(MetricObjective objective, string name, double[] parameters, double from, double to, Lbfgs? curvature = null)
    {
        int steps = 0;
        bool Advance(double value)
        {
            steps++;
            report(name, from + ((to - from) * steps / options.MaximumIterations));
            return !(_isStopped = shouldStop());
        }
        double start = objective.Evaluate(parameters, new double[parameters.Length]);
        if (!double.IsFinite(start))
            throw new InvalidOperationException(
                $"The metric '{options.Loss.Metric}' or its derivative is not a number for the {rows.Count} training rows; check its divisions, roots and logarithms.");
        Lbfgs? lbfgs = null;
        double end;
        if (options.Optimizer == FullBatchOptimizer.Adam)
        {
            end = FullBatchAdam.Minimize(objective.Evaluate, parameters, options.LearningRate, options.MaximumIterations, options.Tolerance, Advance);
        }
        else
        {
            lbfgs = curvature?.GoOn(objective.Evaluate) ?? new Lbfgs(objective.Evaluate);
            end = lbfgs.Minimize(parameters, options.MaximumIterations, options.Tolerance, Advance);
        }
        _stages.Add(new AnyLossStage(name, steps, start, end));
        return lbfgs;
    }

    private (double Threshold, Outcome Outcome, string Recovery) Recover(double[] parameters, Outcome outcome)
    {
        string all = $"The model predicted all {rows.Count} training rows {(outcome.Counts.PredictedPositives == 0 ? "negative" : "positive")}";
        var (scores, labels, weights) = rows.Score(parameters, rows.All, options.NumberOfThreads);
        _chunksRead += rows.All.Chunks.Length;
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
        _objective.Evaluate(parameters, new double[parameters.Length]);
        return new Outcome(options.Loss.Metric.Evaluate(_objective.Decisions), _objective.Decisions);
    }

    private static int EnoughOf(ClassRows rows) => rows.ChunksOf(Math.Max(EnoughRows, (long)EnoughRowsPerFeature * rows.Width));

    private sealed record Outcome(double Value, ConfusionCounts Counts)
    {
        public bool IsOneClass => Counts.PredictedPositives == 0 || Counts.PredictedNegatives == 0;
    }
}
