namespace Microsoft.ML.LowRank.Samples.Learning;

/// <summary>How good predictions are, by the one metric that a task is judged by.</summary>
internal static class Quality
{
    public static string MetricFor(LearningTask task) => task switch
    {
        LearningTask.Binary => "AUC",
        LearningTask.Multiclass => "accuracy",
        _ => "RMSE",
    };

    public static double Measure(MLContext context, LearningTask task, IDataView scored) => task switch
    {
        LearningTask.Binary => context.BinaryClassification.Evaluate(scored).AreaUnderRocCurve,
        LearningTask.Multiclass => context.MulticlassClassification.Evaluate(scored).MicroAccuracy,
        _ => context.Regression.Evaluate(scored).RootMeanSquaredError,
    };
}
