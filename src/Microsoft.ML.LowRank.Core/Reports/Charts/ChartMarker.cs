namespace Microsoft.ML.LowRank.Reports;

/// <summary>A labelled line across a chart at a value of one axis, as the penalty that was chosen.</summary>
internal sealed record ChartMarker(double Value, string Label)
{
    /// <summary>At a value of the vertical axis; otherwise at one of the horizontal axis.</summary>
    public bool Horizontal { get; init; }
}
