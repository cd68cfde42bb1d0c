using System.Diagnostics;
using Microsoft.ML.LowRank.Quality.Harness;
using Microsoft.ML.LowRank.Quality.Learners;
using Microsoft.ML.LowRank.Samples.Learning;

namespace Microsoft.ML.LowRank.Quality.Stacking;

/// <summary>
/// The base learners of a trial: fitted once, by the stack itself, and shared by all ways to combine them. Fold by fold for
/// predictions of training rows that they had not seen, and on all training rows for predictions of the test rows.
/// </summary>
/// <param name="OutOfFold">Predictions of the training rows.</param>
/// <param name="Test">Of every learner, predictions of the test rows.</param>
/// <param name="Average">What the stack that fitted them, an average, said of the test rows.</param>
/// <param name="Seconds">What all fits took.</param>
internal sealed record BaseFit(
    OutOfFoldPredictions OutOfFold, IReadOnlyDictionary<string, LearnerPredictions> Test, LearnerPredictions Average, double Seconds)
{
    /// <summary>Takes what an earlier run kept, or fits and keeps.</summary>
    public static BaseFit Of(Trial trial, TrialViews views, IReadOnlyList<BaseLearner> learners)
    {
        var store = new BaseStore(trial, [.. learners.Select(learner => learner.Name)]);
        if (store.Read() is { } kept)
            return kept;
        var fit = Fit(trial, views, learners);
        store.Write(fit);
        return fit;
    }

    private static BaseFit Fit(Trial trial, TrialViews views, IReadOnlyList<BaseLearner> learners)
    {
        var watch = Stopwatch.StartNew();
        var last = Stopwatch.StartNew();
        var context = new MLContext(trial.Seed);
        using var stack = StackTrainer.Fit(context, trial.Data.Label.Task, views.Training, new RegularizedStackingTrainer.Options
        {
            Learners = [.. learners.Select(learner => learner.ToStackingLearner(trial.Data))],
            // The way that uses all of them, so that all of them are fitted to all rows.
            MetaLearner = MetaLearner.Average,
            Seed = trial.Seed,
            Progress = new Reporter(progress =>
            {
                if (last.Elapsed.TotalSeconds < 20)
                    return;
                last.Restart();
                trial.Say($"{progress.Stage}: {progress.FractionDone:P0}");
            }),
        });
        double seconds = watch.Elapsed.TotalSeconds;
        foreach (var model in stack.Report!.Models.Where(model => !model.IsKept))
            trial.Say($"{model.Name} was left out: {model.Reason}");
        var test = stack.LearnerNames.ToDictionary(
            name => name, name => LearnerPredictions.Read(stack.GetLearner(name)[0], views.Test));
        trial.Say($"{test.Count} base learners, {seconds:F0} s");
        return new BaseFit(stack.OutOfFold!, test, LearnerPredictions.Read(stack, views.Test), seconds);
    }

    private sealed class Reporter(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }
}
