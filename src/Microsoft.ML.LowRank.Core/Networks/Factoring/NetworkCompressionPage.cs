using System.Globalization;
using Microsoft.ML.LowRank.Reports;

namespace Microsoft.ML.LowRank.Networks.Factoring;

/// <summary>A <see cref="NetworkCompressionReport"/> as tables and charts.</summary>
internal static class NetworkCompressionPage
{
    /// <summary>The model that is no compressed one.</summary>
    public const string Control = "original, fine-tuned";

    // More curves than these cannot be told apart.
    private const int MostCurves = 8;

    public static Report Make(NetworkCompressionReport report) => new("Compression of a network")
    {
        Subtitle = report.Summary,
        Details =
        [
            new("Ranks by", report.Rule),
            new("Directions by", report.Method switch
            {
                FactorMethod.Svd => "singular values of the matrices",
                FactorMethod.FisherWeightedSvd => "singular values of the matrices, weighted by gradients",
                _ => "variance of features on calibration rows",
            }),
            new("Calibration and training rows", report.RowCount),
            .. report.IsPartial ? [new("Ended by", "cancellation")] : Array.Empty<ReportDetail>(),
        ],
        Sections =
        [
            Size(report),
            .. report.Qualities.Count > 0 ? [Quality(report)] : Array.Empty<ReportSection>(),
            Matrices(report),
            .. report.Matrices.Any(matrix => matrix.Spectrum.Count > 1) ? [Spectra(report)] : Array.Empty<ReportSection>(),
        ],
    };

    private static ReportSection Size(NetworkCompressionReport report)
    {
        var (before, after) = (report.Before, report.After);
        ReportRow Row(string name, double was, double now) => new(name, was, now, now > 0 ? was / now : double.NaN);
        return new ReportSection("Size", "The time is that of one encoded row alone, on this machine and now.",
            new ReportTable("What the model takes", [new("Of"), new("Before"), new("After"), new("Times less") { Digits = 3 }],
            [
                Row("parameters", before.Parameters, after.Parameters),
                Row("bytes of the model file", before.FileBytes, after.FileBytes),
                Row("bytes in memory", before.ResidentBytes, after.ResidentBytes),
                Row("multiplications and additions per row", before.MultiplyAdds, after.MultiplyAdds),
                Row("microseconds per row", Math.Round(before.MicrosecondsPerRow, 2), Math.Round(after.MicrosecondsPerRow, 2)),
            ]));
    }

    private static ReportSection Quality(NetworkCompressionReport report)
    {
        bool hasArea = report.Qualities.Any(quality => !double.IsNaN(quality.AreaUnderCurve));
        var columns = new List<ReportColumn> { new("Model"), new("Parameters"), new("Loss") { Digits = 6, Best = BestValue.Lowest } };
        if (hasArea)
            columns.AddRange([new ReportColumn("AUC") { Digits = 6, Best = BestValue.Highest }, new ReportColumn("Σp / Σy") { Digits = 4 }]);
        var rows = report.Qualities.Select(quality => new ReportRow(
            [quality.Model, quality.Parameters, quality.Loss, .. hasArea ? [quality.AreaUnderCurve, quality.Calibration] : Array.Empty<ReportCell>()])
        {
            Emphasis = quality == report.Last ? RowEmphasis.Strong : RowEmphasis.None,
        });
        var blocks = new List<IReportBlock> { new ReportTable("On the rows that judge", columns, [.. rows]) };
        if (hasArea)
            blocks.Add(SizeAgainstArea(report));
        string control = report.Qualities.Any(quality => quality.Model == Control)
            ? $" '{Control}' is the control: the original trained as long by the same rules; what it gains is not due to compression." : "";
        return new ReportSection("Quality", "What is returned is set in bold. The rows chose the epoch that was kept, too." + control, blocks);
    }

    private static LineChart SizeAgainstArea(NetworkCompressionReport report)
    {
        ChartSeries Points(string name, IEnumerable<NetworkQuality> models, SeriesStyle style) => new(
            name, [.. models.Select(model => (double)model.Parameters)], [.. models.Select(model => model.AreaUnderCurve)])
        { Style = style };
        var series = new List<ChartSeries>();
        if (report.Sizes.Count > 0)
            series.Add(Points("before training", report.Sizes.OrderBy(model => model.Parameters), SeriesStyle.Line));
        series.AddRange(report.Qualities.Select(quality => Points(quality.Model, [quality], SeriesStyle.Points)));
        return new LineChart("Size against AUC", new ChartAxis("Parameters") { Logarithmic = true }, new ChartAxis("AUC"), series);
    }

    private static ReportSection Matrices(NetworkCompressionReport report) => new("Matrices",
        "The error is that of what a layer gives, or of the vectors that are looked up, on calibration rows and before any training, as a " +
        "share of their variance. A layer that reads codes shrinks with them.",
        new ReportTable("Fields and layers",
            [new("Name"), new("Kind"), new("Shape"), new("Rank"), new("Energy kept"), new("Relative error") { Digits = 3 }, new("Before"), new("After"), new("Left alone because")],
            [.. report.Matrices.Select(matrix => new ReportRow(
                matrix.Name, matrix.IsTable ? "field" : "layer",
                string.Create(CultureInfo.InvariantCulture, $"{matrix.Rows:N0} × {matrix.Columns:N0}"),
                matrix.Rank > 0 ? matrix.Rank.ToString(CultureInfo.InvariantCulture) : "–", Math.Round(matrix.EnergyKept, 4), matrix.RelativeError,
                matrix.ParametersBefore, matrix.ParametersAfter, matrix.Reason))]));

    private static ReportSection Spectra(NetworkCompressionReport report)
    {
        var shown = report.Matrices.Where(matrix => matrix.Spectrum.Count > 1 && matrix.Spectrum[0] > 0)
            .OrderByDescending(matrix => matrix.ParametersBefore).Take(MostCurves).ToList();
        double[] Ranks(CompressedMatrix matrix) => [.. Enumerable.Range(1, matrix.Spectrum.Count).Select(k => (double)k)];
        return new ReportSection("Spectra", shown.Count < report.Matrices.Count ? "Of the largest fields and layers." : null,
            new LineChart("Energy of the directions", new ChartAxis("Direction") { WholeNumbers = true }, new ChartAxis("Share of the first") { Logarithmic = true },
                [.. shown.Select(matrix => new ChartSeries(matrix.Name, Ranks(matrix), [.. matrix.Spectrum.Select(energy => energy / matrix.Spectrum[0])]))]),
            new LineChart("Error against rank", new ChartAxis("Rank") { WholeNumbers = true }, new ChartAxis("Relative error"),
                [.. shown.Select(matrix => new ChartSeries(matrix.Name, Ranks(matrix), [.. Errors(matrix)]))]));
    }

    private static IEnumerable<double> Errors(CompressedMatrix matrix)
    {
        double total = matrix.Spectrum.Sum(), kept = 0;
        foreach (double energy in matrix.Spectrum)
            yield return Math.Max(0, 1 - ((kept += energy) / total));
    }
}
