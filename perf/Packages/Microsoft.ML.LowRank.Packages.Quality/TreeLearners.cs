using Microsoft.ML.LowRank.Quality.Learners;
using Microsoft.ML.LowRank.Samples.Learning;
using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.FastTree;
using Microsoft.ML.Trainers.LightGbm;

namespace Microsoft.ML.LowRank.Packages.Quality;

/// <summary>The linear base learners, and beside them what people stack in practice: trees, forests and additive models.</summary>
internal static class TreeLearners
{
    private const int Trees = 200;
    private const double Rate = 0.05;

    public static IReadOnlyList<BaseLearner> For(LearningTask task) =>
    [
        .. LinearLearners.For(task),
        .. task switch
        {
            LearningTask.Regression => Regression,
            LearningTask.Binary => Binary,
            _ => Multiclass,
        },
    ];

    private static BaseLearner[] Regression { get; } =
    [
        BaseLearner.Of("FastTree", f => f.Plain(), c => c.Regression.Trainers.FastTree(
            new FastTreeRegressionTrainer.Options { NumberOfTrees = Trees, LearningRate = Rate, NumberOfThreads = 1 })),
        BaseLearner.Of("FastForest", f => f.Plain(), c => c.Regression.Trainers.FastForest(
            new FastForestRegressionTrainer.Options { NumberOfTrees = Trees, NumberOfThreads = 1 })),
        BaseLearner.Of("LightGBM", f => f.Plain(), c => c.Regression.Trainers.LightGbm(
            new LightGbmRegressionTrainer.Options { NumberOfIterations = Trees, LearningRate = Rate, NumberOfThreads = 1 })),
        BaseLearner.Of("GAM", f => f.Plain(), c => c.Regression.Trainers.Gam(
            new GamRegressionTrainer.Options { NumberOfThreads = 1 })),
    ];

    private static BaseLearner[] Binary { get; } =
    [
        BaseLearner.Of("FastTree", f => f.Plain(), c => c.BinaryClassification.Trainers.FastTree(
            new FastTreeBinaryTrainer.Options { NumberOfTrees = Trees, LearningRate = Rate, NumberOfThreads = 1 })),
        // A forest gives a score; the curve makes it the probability by which classes are judged.
        BaseLearner.Of("FastForest", f => f.Plain(), c => c.BinaryClassification.Trainers.FastForest(
            new FastForestBinaryTrainer.Options { NumberOfTrees = Trees, NumberOfThreads = 1 })
            .Append(c.BinaryClassification.Calibrators.Platt())),
        BaseLearner.Of("LightGBM", f => f.Plain(), c => c.BinaryClassification.Trainers.LightGbm(
            new LightGbmBinaryTrainer.Options { NumberOfIterations = Trees, LearningRate = Rate, NumberOfThreads = 1 })),
        BaseLearner.Of("GAM", f => f.Plain(), c => c.BinaryClassification.Trainers.Gam(
            new GamBinaryTrainer.Options { NumberOfThreads = 1 })),
        BaseLearner.Of("SDCA", f => f.Plain(), c => c.BinaryClassification.Trainers.SdcaLogisticRegression(
            new SdcaLogisticRegressionBinaryTrainer.Options { NumberOfThreads = 1 })),
    ];

    private static BaseLearner[] Multiclass { get; } =
    [
        BaseLearner.Of("FastTree, one against the rest", f => f.Plain(), c => c.MulticlassClassification.Trainers.OneVersusAll(
            c.BinaryClassification.Trainers.FastTree(
                new FastTreeBinaryTrainer.Options { NumberOfTrees = Trees / 2, LearningRate = 2 * Rate, NumberOfThreads = 1 }))),
        BaseLearner.Of("LightGBM", f => f.Plain(), c => c.MulticlassClassification.Trainers.LightGbm(
            new LightGbmMulticlassTrainer.Options { NumberOfIterations = Trees / 2, LearningRate = 2 * Rate, NumberOfThreads = 1 })),
        BaseLearner.Of("SDCA", f => f.Plain(), c => c.MulticlassClassification.Trainers.SdcaMaximumEntropy(
            new SdcaMaximumEntropyMulticlassTrainer.Options { NumberOfThreads = 1 })),
    ];
}
