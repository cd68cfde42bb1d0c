using Microsoft.ML.LowRank.Reports;

namespace Microsoft.ML.LowRank.Networks;

/// <summary>A <see cref="NetworkTrainingReport"/> as tables and charts.</summary>
internal static class NetworkTrainingPage
{
    public static Report Make(NetworkTrainingReport report) => new("Training of a network")
    {
        Subtitle = report.Summary,
    };
}
