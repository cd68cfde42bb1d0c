using Microsoft.ML.LowRank.Testing;

namespace Microsoft.ML.LowRank.Tests.Thresholds;

/// <summary>Metrics of decisions are those of ML.NET where it has them, and say why where there is none.</summary>
public class EvaluateMetricTests
{
    private readonly MLContext _context = new(1);
    private readonly Table _table = ScoredData.Create();

    private MetricEvaluation Evaluate(Table table, ClassificationMetric? metric = null, string? weight = null)
        => _context.BinaryClassification.EvaluateMetric(new TableView(table), metric ?? ClassificationMetric.F1, exampleWeightColumnName: weight);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void It_is_what_MLNet_says(bool isDecided)
    {
        var theirs = _context.BinaryClassification.EvaluateNonCalibrated(new TableView(_table));
        var table = isDecided ? _table : _table.Without("PredictedLabel");

        Assert.Equal(theirs.Accuracy, Evaluate(table, ClassificationMetric.Accuracy).Value, 12);
        Assert.Equal(theirs.PositivePrecision, Evaluate(table, ClassificationMetric.Precision).Value, 12);
        Assert.Equal(theirs.PositiveRecall, Evaluate(table, ClassificationMetric.Recall).Value, 12);
        Assert.Equal(theirs.NegativeRecall, Evaluate(table, ClassificationMetric.Specificity).Value, 12);
        Assert.Equal(theirs.F1Score, Evaluate(table).Value, 12);
        Assert.Equal(theirs.F1Score, Evaluate(table, ClassificationMetric.Accuracy).Of(ClassificationMetric.F1), 12);
        var counts = Evaluate(table).Counts;
        Assert.Equal(theirs.ConfusionMatrix.Counts.SelectMany(row => row),
            [counts.TruePositives, counts.FalseNegatives, counts.FalsePositives, counts.TrueNegatives]);
    }

    [Fact]
    public void The_predicted_label_decides_where_it_is_and_weights_count()
    {
        var table = new Table(
            Table.Booleans("Label", true, true, false, false, true), Table.Booleans("PredictedLabel", true, false, true, false, true),
            Table.Numbers("Score", -1, 1, -1, 1, float.NaN), Table.Numbers("Weight", 1, 2, 4, 8, 0));
        var found = Evaluate(table, ClassificationMetric.Precision, "Weight");

        Assert.Equal(new ConfusionCounts(1, 2, 4, 8), found.Counts);
        Assert.Equal(0.2, found.Value);
        Assert.Equal(("Precision", 5), (found.MetricName, found.RowCount));
        Assert.Contains("Precision 0.2 on 5 rows", found.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_may_be_numbers_or_keys_of_two_values()
    {
        var labels = _table.Flags("Label");
        var expected = Evaluate(_table);

        Assert.Equal(expected, Evaluate(_table.Replacing(Table.Numbers("Label", [.. labels.Select(y => y ? 1f : 0)]))));
        Assert.Equal(expected, Evaluate(_table.Replacing(Table.Numbers("Label", [.. labels.Select(y => y ? 1f : -1)]))));
        Assert.Equal(expected, Evaluate(_table.Replacing(Table.Keys("Label", 2, [.. labels.Select(y => y ? 2u : 1)]))));
    }

    [Fact]
    public void With_one_class_what_needs_both_is_no_number()
    {
        foreach (bool only in new[] { true, false })
        {
            var found = Evaluate(ScoredData.Of([1, -1, 2], [only, only, only]));
            Assert.All(
                [ClassificationMetric.MatthewsCorrelation, ClassificationMetric.BalancedAccuracy, ClassificationMetric.GeometricMean, ClassificationMetric.CohenKappa],
                metric => Assert.True(double.IsNaN(found.Of(metric)), metric.Name));
            Assert.Equal((only ? 2 : 1) / 3.0, found.Of(ClassificationMetric.Accuracy), 12);
        }
    }

    [Fact]
    public void Where_nothing_is_predicted_positive_precision_and_F1_are_zero()
    {
        var found = Evaluate(ScoredData.Of([-1, -2, -3], [true, false, false]));

        Assert.Equal((0, 0), (found.Value, found.Of(ClassificationMetric.Precision)));
    }

    [Fact]
    public void Rows_that_cannot_be_judged_are_named()
    {
        Refuses("Row 7, label column 'Label' is missing",
            _table.Replacing(Table.Numbers("Label", [.. _table.Flags("Label").Select((y, row) => row == 7 ? float.NaN : y ? 1 : 0)])));
        Refuses("Row 2, label column 'Label' is missing", new Table(
            Table.Keys("Label", 2, 1, 2, 0), Table.Booleans("PredictedLabel", true, true, true)));
        Refuses("Row 1, predicted label column 'PredictedLabel' is missing", new Table(
            Table.Booleans("Label", true, false), Table.Keys("PredictedLabel", 2, 1, 0)));
        Refuses("Row 1, score column 'Score' is not a number", new Table(
            Table.Booleans("Label", true, false), Table.Numbers("Score", 1, float.NaN)));
        Refuses("Row 9, weight column 'Weight' is -1", _table.Change(["Weight"], (row, _, value) => row == 9 ? -1 : value), "Weight");
        Refuses("Row 9, weight column 'Weight' is NaN", _table.Change(["Weight"], (row, _, value) => row == 9 ? float.NaN : value), "Weight");
        Refuses("All weights in column 'Weight' are zero", _table.Change(["Weight"], (_, _, _) => 0), "Weight");
        Refuses("no rows to judge", _table.Select());
    }

    [Fact]
    public void Columns_that_do_not_fit_are_named()
    {
        Misfits("'Label'", _table.Without("Label"));
        Misfits("'Label' must hold two classes, but it holds a key of 3", _table.Replacing(
            Table.Keys("Label", 3, [.. _table.Flags("Label").Select(y => y ? 2u : 1)])));
        Misfits("'Label' must hold Boolean, Single or a key", _table.Replacing(Table.Texts("Label", [.. _table.Flags("Label").Select(y => $"{y}")])));
        Misfits("'Score'", _table.Without("Score").Without("PredictedLabel"));
        Misfits("'Score' must hold Single", _table.Without("PredictedLabel").Replacing(Table.Booleans("Score", _table.Flags("Label"))));
        Misfits("'Weight' must hold Single", _table.Replacing(Table.Booleans("Weight", _table.Flags("Label"))), "Weight");
    }

    private void Refuses(string said, Table table, string? weight = null)
        => Assert.Contains(said, Assert.Throws<InvalidOperationException>(() => Evaluate(table, weight: weight)).Message, StringComparison.Ordinal);

    private void Misfits(string said, Table table, string? weight = null)
        => Assert.Contains(said, Assert.Throws<ArgumentOutOfRangeException>(() => Evaluate(table, weight: weight)).Message, StringComparison.Ordinal);
}
