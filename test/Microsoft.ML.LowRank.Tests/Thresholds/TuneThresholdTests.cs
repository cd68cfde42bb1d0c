using System.Xml.Linq;
using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Testing;
using Microsoft.ML.LowRank.Tests.Stacking;

namespace Microsoft.ML.LowRank.Tests.Thresholds;

/// <summary>The threshold is the best one, and everything that reads scores decides by it.</summary>
public class TuneThresholdTests
{
    private readonly MLContext _context = new(1);
    private readonly Table _table = ScoredData.Create();

    private ThresholdTransformer Fit(Table table, ClassificationMetric? metric = null, string? weight = null) => _context.BinaryClassification.Calibrators
        .TuneThreshold(metric ?? ClassificationMetric.F1, ThresholdRows.HeldOut, exampleWeightColumnName: weight).Fit(new TableView(table));

    [Fact]
    public void MLNets_own_evaluation_of_a_tuned_model_of_its_own_is_the_tuned_figure()
    {
        var train = StackData.View(StackData.Create(200));
        var validation = StackData.View(StackData.Create(150, seed: 6));
        var model = _context.BinaryClassification.Trainers.LbfgsLogisticRegression("OtherFlag").Fit(train);
        var tuned = _context.BinaryClassification.TuneThreshold(model, validation, ClassificationMetric.F1, "OtherFlag");
        var report = tuned.LastTransformer.Report!;
        var before = _context.BinaryClassification.Evaluate(model.Transform(validation), "OtherFlag");
        var after = _context.BinaryClassification.Evaluate(tuned.Transform(validation), "OtherFlag");

        Assert.Equal(before.F1Score, report.UsualValue, 12);
        Assert.Equal(after.F1Score, report.Value, 12);
        Assert.Equal(after.F1Score, _context.BinaryClassification.EvaluateMetric(tuned.Transform(validation), ClassificationMetric.F1, "OtherFlag").Value, 12);
        Assert.True(after.F1Score > before.F1Score);
        // Only decisions change: the order of rows and the probabilities do not.
        Assert.Equal(before.AreaUnderRocCurve, after.AreaUnderRocCurve, 12);
        Assert.Equal(before.LogLoss, after.LogLoss, 12);
    }

    [Fact]
    public void No_threshold_is_better_and_the_report_says_what_it_gives()
    {
        float[] scores = _table.Singles("Score"), weights = _table.Singles("Weight");
        bool[] labels = _table.Flags("Label");
        foreach (var metric in ClassificationMetric.All)
        {
            var model = Fit(_table, metric, "Weight");
            var report = model.Report!;
            double best = scores.Append(-100).Max(threshold => metric.Evaluate(ScoredData.Count(scores, labels, threshold, weights)));

            Assert.Equal(best, report.Value, 9);
            Assert.Equal(best, metric.Evaluate(ScoredData.Count(scores, labels, (float)model.Threshold, weights)), 9);
            Assert.Equal(best, metric.Evaluate(report.Counts), 9);
            Assert.Equal(metric.Evaluate(ScoredData.Count(scores, labels, 0, weights)), report.UsualValue, 9);
            Assert.Equal((metric.Name, metric.Name, model.Threshold), (report.MetricName, model.MetricName, report.Threshold));
            Assert.Equal((0, 120), (report.UsualThreshold, report.RowCount));
        }
    }

    [Fact]
    public void The_score_is_shifted_and_the_label_follows_while_the_probability_stays()
    {
        var model = Fit(_table);
        var scored = Table.Read(model.Transform(new TableView(_table)));

        Assert.NotEqual(0, model.Threshold);
        Assert.Equal(_table.Singles("Score").Select(score => score - (float)model.Threshold), scored.Singles("Score"));
        Assert.Equal(_table.Singles("Score").Select(score => score > (float)model.Threshold), scored.Flags("PredictedLabel"));
        Assert.Equal(_table.Singles("Probability"), scored.Singles("Probability"));
        Assert.False(model.IsOfProbability);
    }

    [Fact]
    public void Without_a_score_the_probability_is_cut_and_a_score_is_made_of_it()
    {
        var table = _table.Without("Score").Without("PredictedLabel");
        var model = Fit(table);
        var scored = model.Transform(new TableView(table));

        Assert.True(model.IsOfProbability);
        Assert.Equal(0.5, model.Report!.UsualThreshold);
        Assert.Equal(Fit(_table).Report!.Value, model.Report.Value, 12);
        Assert.Equal(Fit(_table).Report!.UsualValue, model.Report.UsualValue, 12);
        Assert.Equal(_table.Singles("Probability").Select(p => p - (float)model.Threshold), Table.Read(scored).Singles("Score"));
        Assert.Equal(model.Report.Value, _context.BinaryClassification.Evaluate(scored).F1Score, 12);
    }

    [Fact]
    public void Of_thresholds_that_are_alike_the_usual_one_is_not_left_without_need()
    {
        var apart = ScoredData.Of([-3, -2, 4, 5], [false, false, true, true]);
        Assert.Equal(1, Fit(apart).Threshold);
        var probable = new Table(Table.Booleans("Label", false, true, false, true), Table.Numbers("Probability", 0.05f, 0.1f, 0.35f, 0.75f));
        // Cutting at 0.075 and at 0.55 are both right three times of four.
        Assert.Equal(0.55, Fit(probable, ClassificationMetric.Accuracy).Threshold, 6);
    }

    [Fact]
    public void Neighbouring_scores_are_told_apart_by_the_shifted_score_alone()
    {
        float next = MathF.BitIncrement(1);
        var table = ScoredData.Of([0.5f, 1, next, 2], [false, false, true, true]);
        var scored = Table.Read(Fit(table, ClassificationMetric.Accuracy).Transform(new TableView(table)));

        Assert.Equal([false, false, true, true], scored.Singles("Score").Select(score => score > 0));
    }

    [Fact]
    public void A_missing_score_stays_missing_and_an_infinite_one_infinite()
    {
        var odd = _table.Change(["Score"], (row, _, value) => row == 0 ? float.NaN : row == 1 ? float.PositiveInfinity : row == 2 ? float.NegativeInfinity : value);
        var scored = Table.Read(Fit(_table).Transform(new TableView(odd)));

        Assert.Equal([float.NaN, float.PositiveInfinity, float.NegativeInfinity], scored.Singles("Score")[..3]);
        Assert.Equal([false, true, false], scored.Flags("PredictedLabel")[..3]);
    }

    [Fact]
    public void Replaced_columns_keep_their_annotations_and_new_ones_are_of_the_same_set()
    {
        var schema = Fit(_table).GetOutputSchema(_table.Schema);
        foreach (string name in new[] { "Score", "PredictedLabel" })
        {
            Assert.True(schema[name].Index >= _table.Schema.Count);
            Assert.Equal(SchemaComparer.Describe(_table.Schema[name].Annotations), SchemaComparer.Describe(schema[name].Annotations));
        }
        var probable = _table.Without("Score").Without("PredictedLabel");
        var made = Fit(probable).GetOutputSchema(probable.Schema);
        foreach (string name in new[] { "Score", "PredictedLabel" })
            Assert.Equal(SchemaComparer.Describe(_table.Schema[name].Annotations), SchemaComparer.Describe(made[name].Annotations));
    }

    [Fact]
    public void A_model_before_it_scores_every_row_once()
    {
        var view = new TableView(_table);
        Table.Read(Fit(_table).Transform(view));

        Assert.Equal(_table.Count, view.RowsRead);
    }

    [Fact]
    public void In_a_pipeline_it_has_to_be_told_that_the_rows_are_those_of_training_and_the_log_repeats_it()
    {
        var warnings = new List<string>();
        _context.Log += (_, e) => warnings.AddRange(e.Kind == Runtime.ChannelMessageKind.Warning && e.Message.Contains("threshold", StringComparison.Ordinal) ? [e.Message] : []);
        Fit(_table);
        Assert.Empty(warnings);
        var data = StackData.View(StackData.Create());
        var pipeline = _context.BinaryClassification.Trainers.LbfgsLogisticRegression("OtherFlag")
            .Append(_context.BinaryClassification.Calibrators.TuneThreshold(ClassificationMetric.F1, ThresholdRows.Training, "OtherFlag"));
        foreach (var fold in _context.BinaryClassification.CrossValidate(data, pipeline, 3, "OtherFlag"))
            Assert.Equal(fold.Metrics.F1Score, _context.BinaryClassification.EvaluateMetric(fold.ScoredHoldOutSet, ClassificationMetric.F1, "OtherFlag").Value, 12);
        Assert.Equal(3, warnings.Count);
        Assert.Contains("learned from", warnings[0], StringComparison.Ordinal);
    }

    [Fact]
    public void The_curve_is_thinned_with_its_ends_and_the_best()
    {
        var table = ScoredData.Create(1_000);
        var report = Fit(table).Report!;
        double[] thresholds = [.. report.Curve.Select(point => point.Threshold)];

        Assert.InRange(report.Curve.Count, 150, 200);
        Assert.Equal(thresholds.Order().Distinct(), thresholds);
        Assert.Equal(0, report.Curve[0].Counts.PredictedNegatives);
        Assert.Equal(0, report.Curve[^1].Counts.PredictedPositives);
        Assert.Contains(report.Curve, point => point.Threshold == report.Threshold && point.Value == report.Value);
        Assert.All(report.Curve, point => Assert.Equal(
            ScoredData.Count(table.Singles("Score"), table.Flags("Label"), (float)point.Threshold), point.Counts));
        Assert.Equal(121, Fit(_table).Report!.Curve.Count);
    }

    [Fact]
    public void The_report_is_a_text_and_a_page_with_the_curve()
    {
        var report = Fit(_table).Report!;
        string text = report.ToString();
        using var writer = new StringWriter();
        report.WriteHtml(writer);
        var page = XDocument.Parse(writer.ToString());

        Assert.Equal(ScoredData.Count(_table.Singles("Score"), _table.Flags("Label"), 0), report.UsualCounts);
        Assert.Contains(report.Summary, text, StringComparison.Ordinal);
        foreach (string expected in new[] { report.Summary, "F1 against the threshold", "chosen", "usual" })
            Assert.Contains(expected, page.Root!.Value, StringComparison.Ordinal);
        Assert.Single(page.Descendants(), e => e.Name.LocalName == "svg" && (string?)e.Attribute("class") == "chart");
    }

    [Fact]
    public void A_loaded_threshold_knows_its_metric_and_not_how_it_was_chosen()
    {
        var custom = ClassificationMetric.Custom("Hits without false alarms", (tp, fn, fp, tn) => (tp - (fp / 2)) / (tp + fn));
        var model = Fit(_table, custom);
        using var stream = new MemoryStream();
        _context.Model.Save(model, _table.Schema, stream);
        stream.Position = 0;
        var loaded = Assert.IsType<ThresholdTransformer>(Assert.Single(Chain(new MLContext().Model.Load(stream, out _))));

        Assert.Equal((model.Threshold, "Hits without false alarms", false), (loaded.Threshold, loaded.MetricName, loaded.IsOfProbability));
        Assert.Null(loaded.Report);
    }

    private static IEnumerable<ITransformer> Chain(ITransformer model) => model as IEnumerable<ITransformer> ?? [model];
}
