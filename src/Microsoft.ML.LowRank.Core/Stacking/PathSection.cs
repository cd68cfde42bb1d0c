using Microsoft.ML.LowRank.Reports;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>Paths of penalised models as a part of a report: a table, their errors, and how their coefficients grow.</summary>
internal static class PathSection
{
    private const int MostCharts = 6;

    /// <summary>Null where there are no paths.</summary>
    public static ReportSection? Of(IReadOnlyList<PenaltyPath> paths)
    {
        if (paths.Count == 0)
            return null;
        string errorName = paths[0].ErrorName;
        var judged = paths.Where(path => path.Errors.Count > 0).ToList();
        var errors = new LineChart("Cross-validated error along the paths",
            new ChartAxis("Penalty λ") { Logarithmic = true }, new ChartAxis(errorName),
            [.. judged.Select(path => new ChartSeries(path.Name, path.Penalties, path.Errors) { Spread = path.ErrorSpread })]);
        var charts = new List<IReportBlock> { errors };
        // Of several elastic nets the one that was taken; of many classes the first ones.
        foreach (var path in judged.GroupBy(Kind).Select(group => group.MinBy(p => p.Errors[p.ChosenIndex])!).Take(MostCharts))
        {
            charts.Add(new LineChart($"Coefficients: {path.Name}",
                new ChartAxis("Penalty λ") { Logarithmic = true }, new ChartAxis("Coefficient"),
                [.. path.FeatureNames.Select((name, i) => new ChartSeries(name, path.Penalties, [.. path.Coefficients.Select(row => row[i])]))])
            {
                Markers = [new ChartMarker(path.Penalties[path.ChosenIndex], "chosen")],
            });
        }
        return new ReportSection("Penalised models",
            "From the right, where the penalty allows nothing, to the left, where it hardly binds. Bands are one standard error over the folds.",
            [Table(errorName, paths), .. charts]);
    }

    private static ReportTable Table(string errorName, IReadOnlyList<PenaltyPath> paths) => new("Paths on all rows",
        [
            new ReportColumn("Path"),
            new ReportColumn("Chosen λ"),
            new ReportColumn(errorName) { Best = BestValue.Lowest, Digits = 6 },
            new ReportColumn("Coefficients that are not 0"),
            new ReportColumn("Largest optimality gap"),
        ],
        [.. paths.Select(path => new ReportRow(
            path.Name, path.Penalties[path.ChosenIndex], path.Errors.Count == 0 ? double.NaN : path.Errors[path.ChosenIndex],
            path.Coefficients[path.ChosenIndex].Count(w => w != 0), path.OptimalityGaps.DefaultIfEmpty().Max()))]);

    private static string Kind(PenaltyPath path)
    {
        int comma = path.Name.IndexOf(',', StringComparison.Ordinal);
        string kind = path.L1Ratio is 0 or 1 ? path.Name : "Elastic net";
        return path.L1Ratio is 0 or 1 || comma < 0 ? kind : kind + path.Name[comma..];
    }
}
