using Microsoft.ML.Trainers;

namespace Microsoft.ML.LowRank.Samples.Learning;

/// <summary>ML.NET's linear trainer for each task, on one thread so that the same data gives the same model.</summary>
internal static class LinearTrainer
{
    public static IEstimator<ITransformer> For(MLContext context, LearningTask task) => task switch
    {
        LearningTask.Binary => context.BinaryClassification.Trainers.LbfgsLogisticRegression(
            new LbfgsLogisticRegressionBinaryTrainer.Options { NumberOfThreads = 1 }),
        LearningTask.Multiclass => context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(
            new LbfgsMaximumEntropyMulticlassTrainer.Options { NumberOfThreads = 1 }),
        _ => context.Regression.Trainers.Sdca(new SdcaRegressionTrainer.Options { NumberOfThreads = 1 }),
    };

    /// <summary>The one of two classes, told of weights.</summary>
    public static IEstimator<ITransformer> ForWeighted(MLContext context, string weightColumnName) =>
        context.BinaryClassification.Trainers.LbfgsLogisticRegression(
            new LbfgsLogisticRegressionBinaryTrainer.Options { NumberOfThreads = 1, ExampleWeightColumnName = weightColumnName });

    /// <summary>The trainer's name, and the assembly that it is from: the stand-in's times are not ML.NET's.</summary>
    public static string NameFor(LearningTask task)
    {
        string name = task switch
        {
            LearningTask.Binary => "LbfgsLogisticRegression",
            LearningTask.Multiclass => "LbfgsMaximumEntropy",
            _ => "Sdca",
        };
        return $"{name} of {typeof(SdcaRegressionTrainer).Assembly.GetName().Name}";
    }
}
