using System.Diagnostics;
using Microsoft.ML.LowRank.Quality.Harness;
using Microsoft.ML.LowRank.Quality.Learners;
using Microsoft.ML.LowRank.Quality.Sets;
using Microsoft.ML.LowRank.Samples.Learning;

namespace Microsoft.ML.LowRank.Quality.Stacking;

/// <summary>Ways to combine the same base learners, on numbers and on classes.</summary>
/// <param name="name">The word that asks for it.</param>
/// <param name="title">The title of its section.</param>
/// <param name="learnersFor">The base learners of a task.</param>
/// <param name="slowness">How many times the time of linear learners these take.</param>
internal sealed class StackingComparison(
    string name, string title, Func<LearningTask, IReadOnlyList<BaseLearner>> learnersFor, double slowness = 1) : IComparison
{
    public string Name => name;

    public string Title => title;

    public string PageName => "stacking-results.md";

    public IReadOnlyList<QualitySet> Sets => QualitySets.All;

    public int Seeds => 3;

    public IReadOnlyList<string> MethodsFor(QualitySet set, int seed) => [.. CombinationMethod.For(set.Task).Select(method => method.Name)];

    // Measured; what takes longest are many columns and many classes.
    public double SecondsFor(QualitySet set, int seed) => slowness * set.Name switch
    {
        "letter" => 75,
        "ames" or "cut" => 38,
        "digits" => 25,
        _ => set.Task == LearningTask.Regression ? 11 : 22,
    };

    public IEnumerable<Outcome> Run(Trial trial, IReadOnlyList<string> methods)
    {
        var views = new TrialViews(trial);
        var fit = BaseFit.Of(trial, views, learnersFor(trial.Set.Task));
        foreach (var (name, predictions) in fit.Test)
            yield return trial.Outcome(StackingPage.LearnerPrefix + name, Scores.Of(views.Truth, predictions.ToScored(trial.Set.Task)), 0);
        var columns = views.OfPredictions(fit);
        foreach (var method in CombinationMethod.For(trial.Set.Task).Where(method => methods.Contains(method.Name)))
        {
            if (Judge(trial, views, fit, columns, method) is { } outcome)
                yield return outcome;
        }
    }

    public string Page(IReadOnlyList<Outcome> outcomes) => new StackingPage(Sets, outcomes).ToString();

    /// <returns>Null when the method failed; the others do not depend on it.</returns>
    private static Outcome? Judge(Trial trial, TrialViews views, BaseFit fit, PredictionViews columns, CombinationMethod method)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            if (method.Choose is null)
            {
                float[] mean = SelectByLogLoss(trial, views, fit);
                double seconds = watch.Elapsed.TotalSeconds;
                return trial.Outcome(method.Name, Scores.Of(views.Truth, mean), seconds);
            }
            var options = new RegularizedStackingTrainer.Options
            {
                Learners = columns.Learners,
                OutOfFold = fit.OutOfFold,
                OnLearnerFailure = LearnerFailure.Throw,
                Seed = trial.Seed,
            };
            method.Choose(options);
            using var stack = StackTrainer.Fit(new MLContext(trial.Seed), trial.Set.Task, columns.Training, options);
            double took = watch.Elapsed.TotalSeconds;
            var predictions = LearnerPredictions.Read(stack, columns.Test);
            if (options.MetaLearner == MetaLearner.Average)
                RequireSame(fit.Average, predictions);
            var values = Scores.Of(views.Truth, predictions.ToScored(trial.Set.Task));
            values[StackingPage.UsedLearners] = stack.LearnerNames.Count;
            return trial.Outcome(method.Name, values, took);
        }
        catch (InvalidOperationException e)
        {
            trial.Say($"{method.Name} failed: {e.Message}");
            return null;
        }
    }

    private static float[] SelectByLogLoss(Trial trial, TrialViews views, BaseFit fit)
    {
        var training = Truth.Read(views.Training);
        var task = trial.Set.Task;
        float[][] outOfFold = [.. fit.OutOfFold.Names.Select(name => new LearnerPredictions(
            fit.OutOfFold.GetPredictions(name).ToArray(), fit.Test[name].Column).ToScored(task))];
        double[] weights = LogLossSelection.Select(training, outOfFold);
        return LogLossSelection.Mean(weights, [.. fit.OutOfFold.Names.Select(name => fit.Test[name].ToScored(task))]);
    }

    /// <summary>
    /// The stack that fitted the base learners and one that is given their predictions must say the same; else the
    /// short cut would compare something that nobody uses.
    /// </summary>
    private static void RequireSame(LearnerPredictions whole, LearnerPredictions combined)
    {
        double largest = whole.Values.Zip(combined.Values)
            .Max(pair => Math.Abs((double)pair.First - pair.Second) / (1 + Math.Abs(pair.First)));
        if (!(largest < 1e-5) || whole.Values.Length != combined.Values.Length)
            throw new InvalidDataException($"The average of whole models and that of their predictions differ by {largest}.");
    }
}
