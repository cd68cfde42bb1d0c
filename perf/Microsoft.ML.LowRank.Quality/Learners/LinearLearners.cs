using Microsoft.ML.LowRank.Samples.Learning;
using Microsoft.ML.Trainers;

namespace Microsoft.ML.LowRank.Quality.Learners;

/// <summary>
/// Base learners that need nothing but linear trainers: ours, and those that every source of ML.NET has. They differ in
/// what they see and in their penalties; a few are near copies of each other, as in libraries that people build.
/// </summary>
internal static class LinearLearners
{
    private const int Functions = 384;

    // L-BFGS takes its penalty in sums over rows. Of so many functions with variance 1 the sum has the variance 20.
    private const float PenaltyPerFunction = 1 / 20f;

    public static IReadOnlyList<BaseLearner> For(LearningTask task) => task switch
    {
        LearningTask.Regression => Regression,
        LearningTask.Binary => Binary,
        _ => Multiclass,
    };

    private static IReadOnlyList<BaseLearner> Regression { get; } =
    [
        BaseLearner.Of("Ridge", f => f.Plain(), Penalised(PenaltyKinds.Ridge)),
        BaseLearner.Of("Lasso", f => f.Plain(), Penalised(PenaltyKinds.Lasso)),
        BaseLearner.Of("SDCA", f => f.Plain(), c => c.Regression.Trainers.Sdca(new SdcaRegressionTrainer.Options { NumberOfThreads = 1 })),
        BaseLearner.Of("Ridge, 6 directions", f => f.Directions(6), Penalised(PenaltyKinds.Ridge)),
        BaseLearner.Of("Lasso, products", f => f.Products(), Penalised(PenaltyKinds.Lasso)),
        BaseLearner.Of("Ridge, curves", f => f.Curves(), Penalised(PenaltyKinds.Ridge)),
        BaseLearner.Of("Ridge, smooth cosines", f => f.Cosines(Functions, 0.7, 1), Penalised(PenaltyKinds.Ridge)),
        BaseLearner.Of("Ridge, sharp cosines", f => f.Cosines(Functions, 2, 2), Penalised(PenaltyKinds.Ridge)),
        BaseLearner.Of("Ridge, rectified", f => f.Rectified(Functions, 3), Penalised(PenaltyKinds.Ridge)),
        BaseLearner.Of("Ridge, few rectified", f => f.Rectified(Functions / 4, 4), Penalised(PenaltyKinds.Ridge)),
    ];

    private static IReadOnlyList<BaseLearner> Binary { get; } =
    [
        BaseLearner.Of("Logistic ridge", f => f.Plain(), c => c.BinaryClassification.Trainers.RegularizedLogisticRegression(
            new RegularizedLinearTrainer.Options { Penalties = PenaltyKinds.Ridge, NumberOfThreads = 1 })),
        BaseLearner.Of("Logistic, L2", f => f.Plain(), Logistic(0, 1)),
        BaseLearner.Of("Logistic, L1", f => f.Plain(), Logistic(3, 0)),
        BaseLearner.Of("Logistic, 6 directions", f => f.Directions(6), Logistic(0, 1)),
        BaseLearner.Of("Logistic L1, products", f => f.Products(), Logistic(5, 0)),
        BaseLearner.Of("Logistic, curves", f => f.Curves(), Logistic(0, 3)),
        BaseLearner.Of("Logistic, smooth cosines", f => f.Cosines(Functions, 0.7, 1), Logistic(0, Functions * PenaltyPerFunction)),
        BaseLearner.Of("Logistic, sharp cosines", f => f.Cosines(Functions, 2, 2), Logistic(0, Functions * PenaltyPerFunction)),
        BaseLearner.Of("Logistic, rectified", f => f.Rectified(Functions, 3), Logistic(0, Functions * PenaltyPerFunction)),
        BaseLearner.Of("Logistic, few rectified", f => f.Rectified(Functions / 4, 4), Logistic(0, 5)),
    ];

    // A fit costs as much as one per class, so there are fewer functions.
    private static IReadOnlyList<BaseLearner> Multiclass { get; } =
    [
        BaseLearner.Of("Entropy, L2", f => f.Plain(), Entropy(0, 1)),
        BaseLearner.Of("Entropy, L1", f => f.Plain(), Entropy(2, 0)),
        BaseLearner.Of("Entropy, 10 directions", f => f.Directions(10), Entropy(0, 1)),
        BaseLearner.Of("Entropy, products", f => f.Products(), Entropy(0, 2)),
        BaseLearner.Of("Entropy, curves", f => f.Curves(), Entropy(0, 1)),
        BaseLearner.Of("Entropy, smooth cosines", f => f.Cosines(Functions / 2, 0.7, 1), Entropy(0, 3)),
        BaseLearner.Of("Entropy, sharp cosines", f => f.Cosines(Functions / 2, 1.5, 2), Entropy(0, 3)),
        BaseLearner.Of("Entropy, rectified", f => f.Rectified(Functions / 2, 3), Entropy(0, 3)),
    ];

    private static Func<MLContext, IEstimator<ITransformer>> Penalised(PenaltyKinds penalties) =>
        context => context.Regression.Trainers.RegularizedLinear(
            new RegularizedLinearTrainer.Options { Penalties = penalties, NumberOfThreads = 1 });

    private static Func<MLContext, IEstimator<ITransformer>> Logistic(float l1, float l2) =>
        context => context.BinaryClassification.Trainers.LbfgsLogisticRegression(new LbfgsLogisticRegressionBinaryTrainer.Options
        {
            L1Regularization = l1,
            L2Regularization = l2,
            OptimizationTolerance = 1e-5f,
            MaximumNumberOfIterations = 300,
            NumberOfThreads = 1,
        });

    private static Func<MLContext, IEstimator<ITransformer>> Entropy(float l1, float l2) =>
        context => context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(new LbfgsMaximumEntropyMulticlassTrainer.Options
        {
            L1Regularization = l1,
            L2Regularization = l2,
            OptimizationTolerance = 1e-4f,
            MaximumNumberOfIterations = 100,
            NumberOfThreads = 1,
        });
}
