namespace Microsoft.ML.LowRank.Reports;

/// <summary>How the points of a series are shown.</summary>
internal enum SeriesStyle
{
    /// <summary>Joined by a line; with marks of their own when they are few.</summary>
    Line,

    /// <summary>Marks that nothing joins.</summary>
    Points,

    /// <summary>A quiet dashed line to compare with, as the diagonal of a calibration curve.</summary>
    Reference,
}
