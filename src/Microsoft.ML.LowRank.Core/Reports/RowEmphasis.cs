namespace Microsoft.ML.LowRank.Reports;

/// <summary>How a row stands out from the others of its table.</summary>
internal enum RowEmphasis
{
    None,

    /// <summary>The row that the table is about, as the ensemble among its models.</summary>
    Strong,

    /// <summary>A row that is there for completeness, as a model that was dropped.</summary>
    Muted,
}
