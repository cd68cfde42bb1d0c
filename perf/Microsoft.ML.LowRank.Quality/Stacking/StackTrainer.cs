using Microsoft.ML.LowRank.Samples.Learning;

namespace Microsoft.ML.LowRank.Quality.Stacking;

/// <summary>The stack of a task.</summary>
internal static class StackTrainer
{
    public static RegularizedStackingTransformer Fit(
        MLContext context, LearningTask task, IDataView training, RegularizedStackingTrainer.Options options)
    {
        var trainer = task switch
        {
            LearningTask.Regression => context.Regression.Trainers.RegularizedStacking(options),
            LearningTask.Binary => context.BinaryClassification.Trainers.RegularizedStacking(options),
            _ => context.MulticlassClassification.Trainers.RegularizedStacking(options),
        };
        return trainer.Fit(training);
    }
}
