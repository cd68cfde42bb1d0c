namespace Microsoft.ML.LowRank;

/// <summary>One pass over the training rows, and how the network did after it.</summary>
public sealed record TrainingEpoch
{
    /// <summary>Its number, from 1.</summary>
    public int Number { get; init; }

    /// <summary>Weighted mean of the training loss, without penalties, over the pass.</summary>
    public double TrainingLoss { get; init; }

    /// <summary>Weighted mean of the loss on the validation part after the pass; NaN without one.</summary>
    public double ValidationLoss { get; init; } = double.NaN;

    /// <summary>Area under the ROC curve on the validation part; NaN without one, for other tasks, and where a class is missing.</summary>
    public double ValidationAreaUnderCurve { get; init; } = double.NaN;

    /// <summary>Learning rate of the pass.</summary>
    public double LearningRate { get; init; }

    /// <summary>Whether it was the best so far.</summary>
    public bool IsBest { get; init; }

    /// <summary>Training rows per second, without validation.</summary>
    public double RowsPerSecond { get; init; }
}
