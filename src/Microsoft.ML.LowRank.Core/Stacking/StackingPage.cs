using Microsoft.ML.LowRank.Reports;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>A <see cref="StackingReport"/> as tables and charts.</summary>
internal static class StackingPage
{
    public static Report Make(StackingReport report)
    {
        var stack = report.Stages[^1];
        var best = report.Stages.Where(stage => stage.IsBaseline).MinBy(stage => stage.Error);
        string subtitle = $"{Name(report.Task)}: {report.ErrorName} {ReportNumber.Format(stack.Error)} out of fold"
            + (best == null ? "." : $", against {ReportNumber.Format(best.Error)} of {best.Name.ToLowerInvariant()}.");
        return new Report("Regularised stacking")
        {
            Subtitle = subtitle,
            Details =
            [
                new("Rows", report.RowCount),
                new("Passes over the predictions", report.PassCount),
                new("Condition number of all models", report.ConditionNumberBefore),
                new("Condition number of kept models", report.ConditionNumberAfter),
            ],
            Sections =
            [
                Stages(report), Models(report), .. PathSection.Of(report.Paths) is { } paths ? [paths] : Array.Empty<ReportSection>(),
                .. Messages(report),
            ],
        };
    }

    private static ReportSection Stages(StackingReport report)
    {
        var table = new ReportTable($"{report.ErrorName} on rows that the judged models had not seen",
            [
                new ReportColumn("Way"),
                new ReportColumn("Kind"),
                new ReportColumn(report.ErrorName) { Best = BestValue.Lowest, Digits = 6 },
                new ReportColumn("Spread over folds"),
            ],
            [.. report.Stages.Select((stage, i) => new ReportRow(
                stage.Name, stage.IsBaseline ? "baseline" : "stage", stage.Error, stage.ErrorSpread)
            {
                Emphasis = i == report.Stages.Count - 1 ? RowEmphasis.Strong : RowEmphasis.None,
            })]);
        return new ReportSection("What every stage is worth",
            "Every way was fitted on the other folds and judged on the fold left out. The last row is the stack that the model is made of.",
            table);
    }

    private static ReportSection Models(StackingReport report)
    {
        string error = report.Task == PredictionTask.Regression ? "RMSE" : "Root Brier score";
        var table = new ReportTable("Base models",
            [
                new ReportColumn("Model"),
                new ReportColumn(error) { Best = BestValue.Lowest, Digits = 6 },
                new ReportColumn("Weight"),
                new ReportColumn("Spread over folds"),
                new ReportColumn("Kept"),
                new ReportColumn("Why not"),
            ],
            [.. report.Models.Select(model => new ReportRow(
                model.Name, model.Error, model.Weight, model.WeightSpread, model.IsKept ? "yes" : "no", model.Reason ?? "")
            {
                Emphasis = model.IsKept ? RowEmphasis.None : RowEmphasis.Muted,
            })]);
        var kept = report.Models.Where(model => model.IsKept).OrderByDescending(model => model.Weight).ToList();
        var chart = new BarChart("Weights of the kept models", new ChartAxis("Weight"),
            [.. kept.Select(model => new ChartBar(model.Name, model.Weight)
            {
                Whisker = (model.Weight - model.WeightSpread, model.Weight + model.WeightSpread),
            })])
        {
            Remark = "Whiskers: one standard deviation over the folds.",
        };
        return new ReportSection("Base models",
            "A model is left out when it repeats a better one, hardly varies, or could not be fitted. Statistics over the kept models are weighted as well, so that weights need not sum to one.",
            table, chart);
    }

    private static IEnumerable<ReportSection> Messages(StackingReport report)
    {
        if (report.Messages.Count > 0)
            yield return new ReportSection("Remarks", null, new ReportNotes(report.Messages));
    }

    private static string Name(PredictionTask task) => task switch
    {
        PredictionTask.Regression => "Regression",
        PredictionTask.BinaryClassification => "Binary classification",
        _ => "Multiclass classification",
    };
}
