namespace Microsoft.ML.LowRank.Losses;

/// <summary>The loss that a network of a task is trained for unless it is told otherwise.</summary>
internal static class TaskLoss
{
    /// <summary>For labels: a number, 0 or 1, or the index of a class.</summary>
    public static ILoss Of(PredictionTask task, int outputs) => task switch
    {
        PredictionTask.Regression => new SquaredLoss(),
        PredictionTask.BinaryClassification => new LogisticLoss(),
        _ => new SoftmaxLoss(outputs),
    };

    /// <summary>For labels and a metric: what training goes down.</summary>
    public static ILoss Of(PredictionTask task, int outputs, MetricLoss? metric) => metric is null ? Of(task, outputs)
        : task == PredictionTask.BinaryClassification ? new BinaryMetricLoss(metric) : new MulticlassMetricLoss(metric, outputs);

    /// <summary>The same as epochs are judged by: where it is at the end.</summary>
    public static ILoss Judge(PredictionTask task, int outputs, MetricLoss? metric)
    {
        var loss = Of(task, outputs, metric);
        loss.Advance(1);
        return loss;
    }

    /// <summary>The same for targets that lie between labels: a number, a probability, or one for every class.</summary>
    public static ILoss OfShares(PredictionTask task, int outputs)
        => task == PredictionTask.MulticlassClassification ? new ClassShareLoss(outputs) : Of(task, outputs);
}
