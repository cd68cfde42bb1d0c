using Microsoft.ML.LowRank.Reports;
using Microsoft.ML.LowRank.Stacking;

namespace Microsoft.ML.LowRank.Linear;

/// <summary>A <see cref="RegularizedLinearReport"/> as tables and charts.</summary>
internal static class RegularizedLinearPage
{
    public static Report Make(RegularizedLinearReport report) => new("Regularised linear model")
    {
        Subtitle = report.Summary,
        Details = [new("Rows", report.RowCount), new("Passes over the rows", report.PassCount)],
        Sections = [PathSection.Of(report.Paths)!],
    };
}
