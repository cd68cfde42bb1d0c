using Microsoft.ML.LowRank.Reports;

namespace Microsoft.ML.LowRank.Samples.Ctr;

/// <summary>A run of the verb as tables and charts.</summary>
internal static class CtrPage
{
    private const int MostBins = 20;
    private const int MostBars = 40;

    public static Report Make(CtrRun run) => new($"Click-through rate: {Architectures.NameOf(run.Model.Model.Architecture)}")
    {
        Subtitle = run.Report.Summary,
        Details =
        [
            new("Data", run.Rows.Source),
            new("Training rows", run.Report.RowCount),
            new("Test rows", run.Test.Count),
            new("Fields", run.Model.Model.FieldNames.Count),
            new("Values of a vector", run.Model.Model.EmbeddingDimension),
            new("Parameters", run.Model.Model.ParameterCount),
        ],
        Sections =
        [
            Quality(run), LearningCurves.Section(run.Report), Calibration(run.Test), Importance(run.Importance), Layers(run.Model.Model),
            .. (run.Compression?.Report.Page.Sections ?? []).Select(section => section with { Heading = $"Compression: {section.Heading}" }),
        ],
    };

    private static ReportSection Quality(CtrRun run)
    {
        var rows = new List<ReportRow> { new("the model", run.Test.Auc, run.Test.LogLoss, run.Test.CalibrationRatio) };
        if (run.Compression?.OriginalTest is { } original)
            rows.Add(new ReportRow("the model before it was compressed", original.Auc, original.LogLoss, original.CalibrationRatio));
        if (run.Truth is { } truth)
        {
            rows.Add(new ReportRow("the true probability", truth.Auc(), truth.LogLoss, double.NaN) { Emphasis = RowEmphasis.Muted });
            rows.Add(new ReportRow("the true effects of single fields", truth.AdditiveAuc(), double.NaN, double.NaN) { Emphasis = RowEmphasis.Muted });
        }
        return new ReportSection("On the test rows",
            "None of them was trained on or chose an epoch. Calibration is the sum of the predicted probabilities over the number of positive rows: above 1 promises too much."
                + (run.Truth is null ? "" : " No model can do better than the true probability, by which the labels were drawn; what lies between the last two rows is in pairs of fields."),
            new ReportTable("Quality",
                [
                    new ReportColumn("Scores"), new ReportColumn("AUC"), new ReportColumn("Log loss"), new ReportColumn("Calibration"),
                ],
                [.. rows]));
    }

    private static ReportSection Calibration(ScoredRows test)
    {
        var bins = test.Bins(MostBins);
        double[] promised = [.. bins.Select(bin => bin.MeanProbability)];
        double[] came = [.. bins.Select(bin => bin.PositiveRate)];
        double most = promised.Concat(came).DefaultIfEmpty(1).Max();
        var chart = new LineChart("Predicted against observed", new ChartAxis("Predicted probability") { From = 0 },
            new ChartAxis("Share of positive rows") { From = 0 },
            new ChartSeries("Test rows", promised, came)
            {
                Style = SeriesStyle.Points,
                // What chance alone would spread a share of so many rows by.
                Spread = [.. bins.Select(bin => Math.Sqrt(bin.PositiveRate * (1 - bin.PositiveRate) / bin.RowCount))],
                SpreadAsBars = true,
            },
            new ChartSeries("as promised", [0, most], [0, most]) { Style = SeriesStyle.Reference });
        return new ReportSection("Calibration",
            "Test rows in the order of their scores, in bins of equally many. Bars are one standard error.", chart);
    }

    private static ReportSection Importance(PermutationImportanceResult result) => new("Input columns",
        $"How much of the AUC of {Sentence.Count(result.RowCount, "test row", "test rows")} is lost when the values of a column are dealt out at random. Columns that tell the same can hide each other.",
        new BarChart("Permutation importance", new ChartAxis("Loss of AUC"),
            [.. result.Columns.Take(MostBars).Select(column => new ChartBar(column.Name, column.Mean)
            {
                Whisker = (column.Values.Min(), column.Values.Max()),
            })])
        {
            Remark = "Whiskers: the lowest and the highest of the permutations.",
        },
        new ReportTable("Permutation importance",
            [new ReportColumn("Column"), new ReportColumn("Loss of AUC"), new ReportColumn("Lowest"), new ReportColumn("Highest")],
            [.. result.Columns.Select(column => new ReportRow(column.Name, column.Mean, column.Values.Min(), column.Values.Max()))]));

    private static ReportSection Layers(CtrModelParameters model) => new("Layers",
        "Every matrix of the network. Tables have a row per value of every field, and two more per field: for missing values and for values that are not known.",
        new ReportTable("Sizes",
            [
                new ReportColumn("Matrix"), new ReportColumn("Rows"), new ReportColumn("Columns"), new ReportColumn("Parameters"),
                new ReportColumn("Bytes"), new ReportColumn("Looked up by"),
            ],
            [
                .. model.Layers.Select(layer => new ReportRow(
                    layer.Name, layer.Rows, layer.Columns, layer.Parameters, layer.Bytes, layer.IsTable ? "id" : "")),
                new ReportRow("all", "", "", model.ParameterCount, model.Layers.Sum(layer => layer.Bytes), "") { Emphasis = RowEmphasis.Strong },
            ]));
}
