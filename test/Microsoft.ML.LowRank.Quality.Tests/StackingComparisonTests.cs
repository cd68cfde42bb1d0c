using Microsoft.ML.LowRank.Quality.Harness;
using Microsoft.ML.LowRank.Quality.Learners;
using Microsoft.ML.LowRank.Quality.Sets;
using Microsoft.ML.LowRank.Quality.Stacking;
using Microsoft.ML.LowRank.Samples.Learning;
using Microsoft.ML.LowRank.Samples.Tables;
using Microsoft.ML.Trainers;

namespace Microsoft.ML.LowRank.Quality.Tests;

public sealed class StackingComparisonTests : IDisposable
{
    private const int Rows = 240;

    private readonly string _folder = Directory.CreateTempSubdirectory("quality-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(nameof(LearningTask.Regression))]
    [InlineData(nameof(LearningTask.Binary))]
    [InlineData(nameof(LearningTask.Multiclass))]
    public void Every_method_has_an_outcome_and_what_was_kept_gives_the_same_without_a_fit(string taskName)
    {
        var task = Enum.Parse<LearningTask>(taskName);
        var trial = Trial(task);
        var comparison = Comparison(Learners);
        var methods = comparison.MethodsFor(trial.Set, trial.Seed);

        var outcomes = comparison.Run(trial, methods).ToList();
        var again = Comparison(_ => [.. Learners(task).Select(Unfittable)]).Run(trial, methods).ToList();

        Assert.Equal(methods, outcomes.Select(outcome => outcome.Method).Where(methods.Contains));
        Assert.Equal(Errors(outcomes, task), Errors(again, task));
        Assert.All(Errors(outcomes, task), error => Assert.True(double.IsFinite(error)));
    }

    [Fact]
    public void The_page_says_where_the_stack_wins_and_where_it_loses()
    {
        var sets = QualitySets.Regression.Take(2).ToList();
        var outcomes = from set in sets
                       from method in CombinationMethod.For(LearningTask.Regression)
                       let isLost = set == sets[1] && method.Name == "NNLS"
                       select new Outcome(set.Name, 9, 9, 1, method.Name, new Dictionary<string, double>
                       {
                           [Scores.Rmse] = isLost ? 0.5 : method.Name == CombinationMethod.Stack ? 1 : 2,
                           [StackingPage.UsedLearners] = 1,
                       }, 1);
        var learners = from set in sets
                       let values = new Dictionary<string, double> { [Scores.Rmse] = 2 }
                       select new Outcome(set.Name, 9, 9, 1, StackingPage.LearnerPrefix + "x", values, 0);

        string page = new StackingPage(sets, [.. outcomes, .. learners]).ToString();

        Assert.Contains("the stack wins on 1 and loses on 1. It loses on exam (NNLS is ahead by 100.00 %).", page, StringComparison.Ordinal);
    }

    private static StackingComparison Comparison(Func<LearningTask, IReadOnlyList<BaseLearner>> learners) =>
        new("test", "Test", learners);

    private static BaseLearner Unfittable(BaseLearner learner) =>
        new(learner.Name, (_, _) => throw new InvalidOperationException("It was fitted before."));

    private static IReadOnlyList<BaseLearner> Learners(LearningTask task) =>
    [
        BaseLearner.Of("plain", f => f.Plain(), Trainer(task)),
        BaseLearner.Of("products", f => f.Products(), Trainer(task)),
        BaseLearner.Of("curves", f => f.Curves(), Trainer(task)),
        BaseLearner.Of("cosines", f => f.Cosines(16, 1, 1), Trainer(task)),
        BaseLearner.Of("rectified", f => f.Rectified(16, 2), Trainer(task)),
        BaseLearner.Of("directions", f => f.Directions(2), Trainer(task)),
    ];

    private static Func<MLContext, IEstimator<ITransformer>> Trainer(LearningTask task) => task switch
    {
        LearningTask.Regression => context => context.Regression.Trainers.Sdca(new SdcaRegressionTrainer.Options { NumberOfThreads = 1 }),
        LearningTask.Binary => context => context.BinaryClassification.Trainers.LbfgsLogisticRegression(
            new LbfgsLogisticRegressionBinaryTrainer.Options { NumberOfThreads = 1, OptimizationTolerance = 1e-4f }),
        _ => context => context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(
            new LbfgsMaximumEntropyMulticlassTrainer.Options { NumberOfThreads = 1, OptimizationTolerance = 1e-4f }),
    };

    private static double[] Errors(IEnumerable<Outcome> outcomes, LearningTask task) =>
        [.. outcomes.Select(outcome => outcome.Values[Scores.MainFor(task)])];

    private Trial Trial(LearningTask task)
    {
        var random = new Random(5);
        float[] Numbers() => [.. Enumerable.Range(0, Rows).Select(_ => (float)random.NextDouble())];
        float[] x = Numbers(), y = Numbers(), noise = Numbers();
        int[] kinds = [.. Enumerable.Range(0, Rows).Select(_ => random.Next(3))];
        // Something of everything: a slope, a product, a category, noise, and cells that are missing.
        float[] value = [.. Enumerable.Range(0, Rows).Select(i => x[i] + (2 * x[i] * y[i]) + (0.3f * kinds[i]) + (0.4f * noise[i]))];
        x[7] = float.NaN;
        Label label = task switch
        {
            LearningTask.Regression => new NumberLabel("value", value),
            LearningTask.Binary => new ClassLabel("value", task, ["low", "high"], [.. value.Select(v => v > 1.5 ? 1 : 0)]),
            _ => new ClassLabel("value", task, ["low", "middle", "high"], [.. value.Select(v => v > 2 ? 2 : v > 1.2 ? 1 : 0)]),
        };
        FeatureColumn[] features =
            [new NumberColumn("x", x), new NumberColumn("y", y), new CategoryColumn("kind", ["a", "b", "c"], kinds)];
        var data = new Dataset("generated", features, label, Rows, []);
        var set = new QualitySet("generated", "", "value", task);
        return new Trial(set, 1, "", _folder, _ => { }) { Data = data, Rows = OuterSplit.Draw(data, Rows, 1) };
    }
}
