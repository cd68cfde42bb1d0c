namespace Microsoft.ML.LowRank.Reports;

/// <summary>One fact at the head of a report.</summary>
internal sealed record ReportDetail(string Label, ReportCell Value);
