namespace Microsoft.ML.LowRank.Reports;

/// <summary>A bar from 0 to a value.</summary>
internal sealed record ChartBar(string Label, double Value)
{
    /// <summary>Where the whisker begins and ends, as the lowest and highest value over the folds; null for none.</summary>
    public (double Low, double High)? Whisker { get; init; }

    /// <summary>A bar that is there for completeness, as that of a model that was dropped.</summary>
    public bool Muted { get; init; }
}
