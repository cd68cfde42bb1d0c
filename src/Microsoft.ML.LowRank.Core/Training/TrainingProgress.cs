namespace Microsoft.ML.LowRank;

/// <summary>How far a fit has come. Reported a few times per second at the most, and once at the end.</summary>
public sealed record TrainingProgress
{
    /// <summary>What is being done, in a few words.</summary>
    public required string Stage { get; init; }

    /// <summary>Share of the whole fit that is done, in [0, 1], never less than before; 1 in the last report.</summary>
    public required double FractionDone { get; init; }

    /// <summary>Rows read in this stage so far.</summary>
    public long Rows { get; init; }

    /// <summary>Rows read per second in this stage, or null before the first is measured.</summary>
    public double? RowsPerSecond { get; init; }

    /// <summary>Expected time to the end of the fit, or null when it cannot be told (the number of rows is not known).</summary>
    public TimeSpan? TimeLeft { get; init; }

    /// <summary>The pass over the training rows that a network is in, from 1; 0 where there are none.</summary>
    public int Epoch { get; init; }

    /// <summary>Mean training loss of this epoch so far, or null.</summary>
    public double? Loss { get; init; }

    /// <summary>The metric of the validation part after the last epoch, or null.</summary>
    public double? Metric { get; init; }

    /// <summary>What <see cref="Metric"/> is, or null.</summary>
    public string? MetricName { get; init; }
}
