using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Data;
using Microsoft.ML.LowRank.Scoring;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>One fit of a stack: base learners fold by fold, the meta-learner over them, the models that score.</summary>
internal sealed class StackFit(
    IHost host, IDataView data, StackRows rows, PredictionTask task, ClassKeys? classes,
    RegularizedStackingTrainer.Options options, int seed, FitReporter reporter, FitStop stopping)
{
    private readonly int _width = classes?.Count ?? 1;
    private readonly HashSet<string> _warnings = [];
    private bool _isPartial;

    public RegularizedStackingTransformer Run()
    {
        long fingerprint = Fingerprint();
        CheckEarlier(fingerprint);
        CheckPassthrough();
        var runner = new LearnerRunner(data, rows, task, _width, options, seed, reporter.Step, stopping.ShouldStop);
        var runs = runner.RunFolds();
        _isPartial = stopping.ShouldStop();
        var usable = runs.Where(run => run.Failure == null && run.IsComplete).ToList();
        while (true)
        {
            RequireOne(usable, runs);
            var fit = FitMeta(usable, runs);
            var used = usable.Where((_, index) => fit.Model.IsUsed(index)).ToList();
            _isPartial |= !runner.MakeModels(used);
            if (used.All(run => run.Failure == null && run.Models.Length > 0))
            {
                runner.Release(used);
                return Finish(fit, usable, fingerprint);
            }
            // A learner that failed only now is left out, and so is one without a model when there is no time for it.
            usable.RemoveAll(run => run.Failure != null || (used.Contains(run) && run.Models.Length == 0));
        }
    }

    private RegularizedStackingTransformer Finish(StackingFit fit, List<LearnerRun> usable, long fingerprint)
    {
        stopping.ShouldStop();
        foreach (string message in fit.Report.Messages.Where(message => !_warnings.Contains(message)))
            reporter.Info(message);
        if (_isPartial)
            reporter.Warning($"The fit was cancelled; the model uses the {usable.Count} base learners that were through.");
        reporter.Finish(rows.Count);
        var learners = usable.Index().Where(item => fit.Model.IsUsed(item.Index))
            .Select(item => new FittedLearner(item.Index, item.Item.Name, item.Item.Models)).ToList();
        return new RegularizedStackingTransformer(host, fit.Model, learners, classes, options.UsedPassthrough)
        {
            Report = fit.Report,
            OutOfFold = new OutOfFoldPredictions(task, _width, rows.Count, fingerprint,
                usable.Select(run => (run.Name, run.Values, run.AreProbabilities))),
            IsPartial = _isPartial,
        };
    }

    /// <summary>An error in the rows comes before the work of fitting base learners to them.</summary>
    private void CheckPassthrough()
    {
        if (options.UsedPassthrough is { } name && !options.SkipInvalidRows)
            StackSource.RequireValid(data, [data.Schema[name]], rows.SegmentsOfMeta());
    }

    private StackingFit FitMeta(IReadOnlyList<LearnerRun> usable, IReadOnlyList<LearnerRun> runs)
    {
        var messages = new List<string>();
        if (rows.SkippedCount > 0)
            Warn(messages, $"{rows.SkippedCount} of {rows.Count} rows were left out: a label, weight or fold was missing.");
        foreach (var run in runs.Where(run => run.Failure != null))
            Warn(messages, $"Base learner '{run.Name}' is left out: {run.Failure}");
        int[] segments = SegmentsWithPredictions(usable, messages);
        DataViewSchema.Column[] passed = options.UsedPassthrough is { } name ? [data.Schema[name]] : [];
        if (passed.Length > 0 && options.SkipInvalidRows && StackSource.MarkInvalid(data, passed, segments) is > 0 and var marked)
            Warn(messages, $"{marked} rows were left out of the meta-learner: a value of '{passed[0].Name}' was missing.");
        var source = new StackSource(data, rows, segments, usable, _width, passed, RequireGoingOn);
        return StackingFitter.Fit(source, new StackingFitSettings
        {
            Task = task,
            ClassCount = _width,
            LearnerNames = [.. usable.Select(run => run.Name)],
            AreProbabilities = [.. usable.Select(run => run.AreProbabilities)],
            Limits = options.LimitPredictions && task == PredictionTask.Regression ? PredictionLimits.Of(rows.Labels) : null,
            PassthroughNames = passed.Length == 0 ? [] : VectorNames.Of(passed[0]),
            Options = options,
            Plan = rows.Folds.Meta,
            LeftOut = [.. runs.Where(run => !usable.Contains(run)).Select(run => (run.Name, run.Failure ?? "The fit was cancelled before it was through."))],
            Messages = messages,
            Progress = (stage, _) => reporter.Step(stage, LearnerRunner.ShareOfFolds),
            Cancellation = options.OnCancellation == CancellationBehavior.Throw ? options.CancellationToken : default,
        });
    }

    /// <summary>Once base learners are through the meta-learner is worth its seconds; only a throw stops it.</summary>
    private bool RequireGoingOn()
    {
        stopping.ShouldStop();
        return false;
    }

    /// <summary>A row that a learner dropped, or predicted nothing for, cannot be used by the meta-learner.</summary>
    private int[] SegmentsWithPredictions(IReadOnlyList<LearnerRun> usable, List<string> messages)
    {
        int[] segments = rows.SegmentsOfMeta();
        var lost = new long[usable.Count];
        for (int row = 0; row < segments.Length; row++)
        {
            if (segments[row] < 0)
                continue;
            for (int i = 0; i < usable.Count; i++)
            {
                if (usable[i].IsPresent(row))
                    continue;
                lost[i]++;
                segments[row] = -1;
            }
        }
        foreach (var (i, count) in lost.Index().Where(item => item.Item > 0))
            Warn(messages, $"Base learner '{usable[i].Name}' gave no prediction for {count} rows, which the meta-learner could not use.");
        return segments;
    }

    private void RequireOne(IReadOnlyList<LearnerRun> usable, IReadOnlyList<LearnerRun> runs)
    {
        if (usable.Count > 0)
            return;
        if (_isPartial)
            throw new OperationCanceledException("The fit was cancelled before any base learner was through.");
        string reasons = string.Join(" ", runs.Select(run => $"'{run.Name}': {run.Failure}"));
        throw new InvalidOperationException($"No base learner could be fitted. {reasons}", runs[0].Exception);
    }

    /// <summary>For the log, once, and for the report of every meta-learner that is tried.</summary>
    private void Warn(List<string> messages, string message)
    {
        messages.Add(message);
        if (_warnings.Add(message))
            reporter.Warning(message);
    }

    private void CheckEarlier(long fingerprint)
    {
        if (options.OutOfFold is not { } earlier)
            return;
        if (earlier.Task != task || earlier.Width != _width || earlier.RowCount != rows.Count || earlier.Fingerprint != fingerprint)
            throw new InvalidOperationException(
                $"The given out-of-fold predictions are of other rows, labels or folds ({earlier.RowCount} rows there, {rows.Count} " +
                "here); use the same data, folds and Seed in both fits, or leave OutOfFold unset.");
    }

    private long Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes(rows.Labels.AsSpan()));
        hash.AppendData(MemoryMarshal.AsBytes(rows.Weights.AsSpan()));
        hash.AppendData(MemoryMarshal.AsBytes(rows.Folds.Segments.AsSpan()));
        return BitConverter.ToInt64(hash.GetHashAndReset());
    }
}
