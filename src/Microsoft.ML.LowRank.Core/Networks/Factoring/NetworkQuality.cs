namespace Microsoft.ML.LowRank;

/// <summary>How well a model did on the rows that judge.</summary>
public sealed record NetworkQuality
{
    /// <summary>Which model.</summary>
    public required string Model { get; init; }

    /// <summary>Area under the ROC curve; NaN for other tasks.</summary>
    public double AreaUnderCurve { get; init; } = double.NaN;

    /// <summary>Mean loss: log loss, or half the mean squared error of standardised targets.</summary>
    public double Loss { get; init; }

    /// <summary>Sum of predicted probabilities over the number of positive rows; NaN for other tasks.</summary>
    public double Calibration { get; init; } = double.NaN;

    /// <summary>Parameters of the model.</summary>
    public long Parameters { get; init; }
}
