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
}
