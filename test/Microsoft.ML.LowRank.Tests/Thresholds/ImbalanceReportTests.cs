using System.Reflection;
using System.Xml.Linq;
using Microsoft.ML.LowRank.Testing;
using Microsoft.ML.LowRank.Tests.Stacking;

namespace Microsoft.ML.LowRank.Tests.Thresholds;

/// <summary>The report says of any model what its decisions are worth and what others would be.</summary>
public class ImbalanceReportTests
{
    private readonly MLContext _context = new(1);
    private readonly Table _table = ScoredData.Create();

    private ImbalanceReport Report(Table table, string? weight = null)
        => _context.BinaryClassification.ImbalanceReport(new TableView(table), exampleWeightColumnName: weight);

    [Fact]
    public void A_model_of_MLNet_is_judged_as_MLNet_judges_it()
    {
        var data = StackData.View(StackData.Create(200));
        var scored = _context.BinaryClassification.Trainers.LbfgsLogisticRegression("OtherFlag").Fit(data).Transform(data);
        var theirs = _context.BinaryClassification.Evaluate(scored, "OtherFlag");
        var report = _context.BinaryClassification.ImbalanceReport(scored, "OtherFlag");
        double Value(string name) => report.Metrics.Single(metric => metric.MetricName == name).Value;

        Assert.Equal(theirs.Accuracy, Value("Accuracy"), 12);
        Assert.Equal(theirs.F1Score, Value("F1"), 12);
        Assert.Equal(theirs.PositivePrecision, Value("Precision"), 12);
        Assert.Equal(theirs.PositiveRecall, Value("Recall"), 12);
        Assert.Equal(theirs.NegativeRecall, Value("Specificity"), 12);
        Assert.Equal(theirs.AreaUnderRocCurve, report.AreaUnderRocCurve, 9);
        // They differ by how points are joined.
        Assert.Equal(theirs.AreaUnderPrecisionRecallCurve, report.AreaUnderPrecisionRecallCurve, 0.02);
        Assert.NotNull(report.Calibration);
        // Maximum likelihood with an intercept that is not penalised would give 1.
        Assert.Equal(1, report.Calibration.Ratio, 0.1);
    }

    [Fact]
    public void Every_metric_stands_beside_the_best_that_any_threshold_gives()
    {
        float[] scores = _table.Singles("Score"), weights = _table.Singles("Weight");
        bool[] labels = _table.Flags("Label");
        var report = Report(_table, "Weight");
        ClassificationMetric[] metrics = [.. ClassificationMetric.All, ClassificationMetric.FBeta(0.5), ClassificationMetric.FBeta(2)];

        Assert.Equal(metrics.Select(metric => metric.Name), report.Metrics.Select(found => found.MetricName));
        foreach (var (metric, found) in metrics.Zip(report.Metrics))
        {
            double best = scores.Append(-100).Max(threshold => metric.Evaluate(ScoredData.Count(scores, labels, threshold, weights)));
            Assert.Equal(best, found.BestValue, 9);
            Assert.Equal(best, metric.Evaluate(ScoredData.Count(scores, labels, (float)found.BestThreshold, weights)), 9);
            Assert.Equal(best, metric.Evaluate(found.BestCounts), 9);
            Assert.Equal(_context.BinaryClassification.EvaluateMetric(new TableView(_table), metric, exampleWeightColumnName: "Weight").Value, found.Value, 12);
            Assert.Equal(found.Value, report.Of(metric));
            Assert.Contains(report.Curve, point => point.Threshold == found.BestThreshold && point.Of(metric) == found.BestValue);
        }
    }

    [Fact]
    public void Classes_are_counted_and_weighed()
    {
        var table = ScoredData.Of([2, 1, -1, -2, -3, -4], [true, false, true, false, false, false]);
        var plain = Report(table);

        Assert.Equal((6, 2, 2), (plain.RowCount, plain.PositiveCount, plain.ImbalanceRatio));
        Assert.Equal(new ConfusionCounts(1, 1, 1, 3), plain.Counts);
        Assert.Equal(7 / 8.0, plain.AreaUnderRocCurve, 12);
        Assert.Equal((1 + (2 / 3.0)) / 2, plain.AreaUnderPrecisionRecallCurve, 12);
        Assert.Equal(7, plain.Curve.Count);

        // A row that weighs nothing is not there; one that weighs three is there three times.
        var weighed = Report(table.With(Table.Numbers("Weight", 0, 1, 3, 1, 1, 1)), "Weight");
        var repeated = Report(ScoredData.Of([1, -1, -1, -1, -2, -3, -4], [false, true, true, true, false, false, false]));
        Assert.Equal((5, 1, 4 / 3.0), (weighed.RowCount, weighed.PositiveCount, weighed.ImbalanceRatio));
        Assert.Equal(repeated.Metrics, weighed.Metrics);
        Assert.Equal(repeated.Curve, weighed.Curve);
        Assert.Equal(repeated.AreaUnderRocCurve, weighed.AreaUnderRocCurve, 12);
        Assert.Equal(repeated.AreaUnderPrecisionRecallCurve, weighed.AreaUnderPrecisionRecallCurve, 12);
        Assert.Equal(repeated.Calibration!.Ratio, weighed.Calibration!.Ratio, 12);
    }

    [Fact]
    public void The_models_own_rule_is_its_predicted_label_or_the_sign_of_its_score()
    {
        var contrary = _table.Replacing(Table.Booleans("PredictedLabel", [.. _table.Flags("Label").Select(y => !y)]));
        var ofLabels = Report(contrary);
        var ofScores = Report(_table.Without("PredictedLabel"));
        var ofProbabilities = Report(_table.Without("PredictedLabel").Without("Score"));

        Assert.Equal((0, 0), (ofLabels.Counts.TruePositives, ofLabels.Counts.TrueNegatives));
        Assert.Equal(("column 'PredictedLabel'", "'Score' > 0", "'Probability' > 0.5"), (ofLabels.DecisionRule, ofScores.DecisionRule, ofProbabilities.DecisionRule));
        Assert.Equal(Report(_table).Counts, ofScores.Counts);
        Assert.Equal(ofScores.Counts, ofProbabilities.Counts);
        Assert.Equal((false, 0, true, 0.5), (ofScores.IsOfProbability, ofScores.UsualThreshold, ofProbabilities.IsOfProbability, ofProbabilities.UsualThreshold));
        Assert.Equal(ofScores.Metrics.Select(metric => metric.BestValue), ofProbabilities.Metrics.Select(metric => metric.BestValue));
    }

    [Fact]
    public void Calibration_is_that_of_the_probabilities_and_is_left_out_where_there_are_none()
    {
        float[] probabilities = [0, 0.25f, 0.25f, 0.5f, 0.75f, 1];
        var table = ScoredData.Of([1, 2, 3, 4, 5, 6], [false, false, true, true, false, true]).Replacing(Table.Numbers("Probability", probabilities));
        var calibration = Report(table).Calibration!;

        Assert.Equal(2.75 / 3, calibration.Ratio, 1e-6);
        // Equal probabilities share a bin, of which the promise is 0.25 and the outcome one half.
        Assert.Equal([1, 2, 1, 1, 1], calibration.Bins.Select(bin => bin.RowCount));
        Assert.Equal((0 + (2 * 0.25) + 0.5 + 0.75 + 0) / 6, calibration.ExpectedCalibrationError, 1e-6);
        var scores = Report(table.Without("Probability"));
        Assert.Null(scores.Calibration);
        Assert.Contains("no column of probabilities", scores.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_curve_of_many_rows_is_thinned_and_keeps_what_is_best()
    {
        var report = Report(ScoredData.Create(3_000));
        double[] thresholds = [.. report.Curve.Select(point => point.Threshold)];

        Assert.InRange(report.Curve.Count, 150, 220);
        Assert.Equal(thresholds.Order().Distinct(), thresholds);
        Assert.Equal((0, 0), (report.Curve[0].Counts.PredictedNegatives, report.Curve[^1].Counts.PredictedPositives));
        Assert.All(report.Metrics, metric => Assert.Contains(metric.BestThreshold, thresholds));
    }

    [Fact]
    public void The_text_has_all_figures_and_says_which_are_optimistic()
    {
        var report = Report(_table);
        string text = report.ToString();
        foreach (string expected in new[]
        {
            report.Summary, "Imbalance ratio", "Confusion matrix", "Geometric mean", "F0.5", "F2", "Cohen's kappa", "(optimistic)",
            "chosen on the rows that they are judged on", "Area under the precision-recall curve", "Expected calibration error",
        })
            Assert.Contains(expected, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_page_is_well_formed_and_has_its_charts(bool hasProbabilities)
    {
        using var writer = new StringWriter();
        Report(hasProbabilities ? _table : _table.Without("Probability")).WriteHtml(writer);
        var page = XDocument.Parse(writer.ToString());

        Assert.Equal(hasProbabilities ? 3 : 2, page.Descendants().Count(e => e.Name.LocalName == "svg" && (string?)e.Attribute("class") == "chart"));
        foreach (string expected in new[] { "Metrics against the threshold", "best F1", "best MCC", "usual", "Precision against recall" })
            Assert.Contains(expected, page.Root!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_that_cannot_be_reported_on_are_named()
    {
        Refuses("Row 7, column 'Score' is not a number", _table.Change(["Score"], (row, _, value) => row == 7 ? float.NaN : value));
        Refuses("Row 4, column 'Probability' is not a number", _table.Change(["Probability"], (row, _, value) => row == 4 ? float.NaN : value));
        Refuses("Row 4, column 'Probability' is 1.5, which is no probability", _table.Change(["Probability"], (row, _, value) => row == 4 ? 1.5f : value));
        Refuses("Row 3, weight column 'Weight' is -2", _table.Change(["Weight"], (row, _, value) => row == 3 ? -2 : value), "Weight");
        Refuses("All weights in column 'Weight' are zero", _table.Change(["Weight"], (_, _, _) => 0), "Weight");
        Refuses("no rows to report on", _table.Select());
        Refuses("'Label' has the same class in all 2 rows; imbalance can be reported only where both are there", ScoredData.Of([1, 2], [true, true]));
        Refuses("Row 1, predicted label column 'PredictedLabel' is missing",
            _table.Replacing(Table.Keys("PredictedLabel", 2, [.. _table.Flags("Label").Select((y, row) => row == 1 ? 0u : y ? 2u : 1)])));
    }

    [Fact]
    public void Columns_that_do_not_fit_are_named()
    {
        Misfits("'Label'", _table.Without("Label"));
        Misfits("'Score'", _table.Without("Score").Without("Probability"));
        Misfits("'Probability' must hold Single", _table.Replacing(Table.Booleans("Probability", _table.Flags("Label"))));
        Misfits("'PredictedLabel' must hold", _table.Replacing(Table.Texts("PredictedLabel", [.. _table.Flags("Label").Select(y => $"{y}")])));
        Misfits("'Weight' must hold Single", _table.Replacing(Table.Booleans("Weight", _table.Flags("Label"))), "Weight");
        Assert.Contains("a name of its own", Assert.Throws<ArgumentException>(
            () => _context.BinaryClassification.ImbalanceReport(new TableView(_table), scoreColumnName: "A", probabilityColumnName: "A")).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => _context.BinaryClassification.ImbalanceReport(null!));
    }

    [Fact]
    public void It_stops_when_the_context_is_told_to()
    {
        typeof(MLContext).GetMethod("CancelExecution", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)!.Invoke(_context, null);
        Assert.Throws<OperationCanceledException>(() => Report(_table));
    }

    private void Refuses(string said, Table table, string? weight = null)
        => Assert.Contains(said, Assert.Throws<InvalidOperationException>(() => Report(table, weight)).Message, StringComparison.Ordinal);

    private void Misfits(string said, Table table, string? weight = null)
        => Assert.Contains(said, Assert.Throws<ArgumentOutOfRangeException>(() => Report(table, weight)).Message, StringComparison.Ordinal);
}
