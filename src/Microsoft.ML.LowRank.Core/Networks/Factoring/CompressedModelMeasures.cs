namespace Microsoft.ML.LowRank;

/// <summary>What a model takes.</summary>
public sealed record NetworkSize
{
    /// <summary>Values that were learned.</summary>
    public long Parameters { get; init; }

    /// <summary>Bytes of the model file, vocabularies included.</summary>
    public long FileBytes { get; init; }

    /// <summary>Bytes of memory of parameters, vocabularies and counts.</summary>
    public long ResidentBytes { get; init; }

    /// <summary>Multiplications with an addition for a row.</summary>
    public double MultiplyAdds { get; init; }

    /// <summary>Median time of scoring one encoded row alone, in microseconds.</summary>
    public double MicrosecondsPerRow { get; init; }
}

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
