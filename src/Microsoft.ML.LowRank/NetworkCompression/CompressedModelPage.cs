using Microsoft.ML.LowRank.Reports;

namespace Microsoft.ML.LowRank.NetworkCompression;

/// <summary>A <see cref="NetworkCompressionResult"/> as tables and charts: the network's own page, or those of several one after the other.</summary>
internal static class CompressedModelPage
{
    public static Report Make(NetworkCompressionResult result)
    {
        var networks = result.Networks;
        if (networks.Count == 1)
            return networks[0].Report.Page;
        long before = networks.Sum(network => network.Report.Before.Parameters), after = networks.Sum(network => network.Report.After.Parameters);
        return new Report("Compression of networks")
        {
            Subtitle = FormattableString.Invariant($"{networks.Count} networks of {before:N0} parameters became those of {after:N0}."),
            Details = result.IsPartial ? [new("Ended by", "cancellation")] : [],
            Sections =
            [
                new ReportSection("Networks", null, new ReportTable("What was compressed",
                    [new("Network"), new("Parameters before"), new("Parameters after"), new("Bytes before"), new("Bytes after")],
                    [.. networks.Select(network => new ReportRow(network.Name, network.Report.Before.Parameters, network.Report.After.Parameters,
                        network.Report.Before.FileBytes, network.Report.After.FileBytes))])),
                .. networks.SelectMany(network => network.Report.Page.Sections.Select(
                    section => section with { Heading = $"{section.Heading}: {network.Name}" })),
            ],
        };
    }
}
