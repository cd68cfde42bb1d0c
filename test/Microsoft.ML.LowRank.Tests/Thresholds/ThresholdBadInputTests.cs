using System.Reflection;
using Microsoft.ML.LowRank.Testing;

namespace Microsoft.ML.LowRank.Tests.Thresholds;

/// <summary>What cannot be tuned is refused with a sentence.</summary>
public class ThresholdBadInputTests
{
    private readonly MLContext _context = new(1);
    private readonly Table _table = ScoredData.Create(40);

    private ThresholdTransformer Fit(Table table, string? weight = null) => _context.BinaryClassification.Calibrators
        .TuneThreshold(ClassificationMetric.F1, ThresholdRows.HeldOut, exampleWeightColumnName: weight).Fit(new TableView(table));

    [Fact]
    public void Rows_that_cannot_be_used_are_named()
    {
        Refuses("Row 7, column 'Score' is not a number", _table.Change(["Score"], (row, _, value) => row == 7 ? float.NaN : value));
        Refuses("Row 7, label column 'Label' is missing",
            _table.Replacing(Table.Numbers("Label", [.. _table.Flags("Label").Select((y, row) => row == 7 ? float.NaN : y ? 1 : 0)])));
        Refuses("Row 3, weight column 'Weight' is -2", _table.Change(["Weight"], (row, _, value) => row == 3 ? -2 : value), "Weight");
        Refuses("All weights in column 'Weight' are zero", _table.Change(["Weight"], (_, _, _) => 0), "Weight");
        Refuses("no rows to choose a threshold on", _table.Select());
        Refuses("'Label' has the same class in all 2 rows", ScoredData.Of([1, 2], [true, true]));
        // The other class is there, but weighs nothing.
        Refuses("'Label' has the same class in all 2 rows",
            ScoredData.Of([1, 2, 3], [true, true, false]).With(Table.Numbers("Weight", 1, 1, 0)), "Weight");
    }

    [Fact]
    public void Columns_that_do_not_fit_are_named()
    {
        Misfits("neither the score column 'Score' nor the probability column 'Probability'", _table.Without("Score").Without("Probability"));
        Misfits("'Probability' must hold Single", _table.Without("Score").Replacing(Table.Booleans("Probability", _table.Flags("Label"))));
        Misfits("'Label' must hold two classes, but it holds a key of 3", _table.Replacing(
            Table.Keys("Label", 3, [.. _table.Flags("Label").Select(y => y ? 2u : 1)])));
    }

    [Fact]
    public void A_call_that_makes_no_sense_is_refused_at_once()
    {
        var calibrators = _context.BinaryClassification.Calibrators;
        Assert.Contains("not a ThresholdRows", Assert.Throws<ArgumentOutOfRangeException>(
            () => calibrators.TuneThreshold(ClassificationMetric.F1, (ThresholdRows)7)).Message, StringComparison.Ordinal);
        Assert.Contains("a name of its own", Assert.Throws<ArgumentException>(
            () => calibrators.TuneThreshold(ClassificationMetric.F1, ThresholdRows.HeldOut, scoreColumnName: "A", predictedLabelColumnName: "A")).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => calibrators.TuneThreshold(null!, ThresholdRows.HeldOut));
        Assert.Throws<ArgumentNullException>(() => _context.BinaryClassification.TuneThreshold(null!, new TableView(_table), ClassificationMetric.F1));
    }

    [Fact]
    public void A_metric_that_says_nothing_of_some_matrices_is_tuned_where_it_says_something()
    {
        // A share of nothing at both ends.
        var sum = ClassificationMetric.Custom("Precision of both", (tp, fn, fp, tn) => (tp / (tp + fp)) + (tn / (tn + fn)));
        var report = _context.BinaryClassification.Calibrators.TuneThreshold(sum, ThresholdRows.HeldOut)
            .Fit(new TableView(ScoredData.Of([-2, -1, 1, 2], [false, true, false, true]))).Report!;

        Assert.True(double.IsNaN(report.Curve[0].Value));
        Assert.Equal(1 + (2.0 / 3), report.Value, 12);
        Assert.Contains("not a number at any threshold", Assert.Throws<InvalidOperationException>(
            () => _context.BinaryClassification.Calibrators.TuneThreshold(sum, ThresholdRows.HeldOut)
                .Fit(new TableView(ScoredData.Of([1, 1], [false, true])))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void It_stops_when_the_context_is_told_to()
    {
        var estimator = _context.BinaryClassification.Calibrators.TuneThreshold(ClassificationMetric.F1, ThresholdRows.HeldOut);
        typeof(MLContext).GetMethod("CancelExecution", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)!.Invoke(_context, null);
        Assert.Throws<OperationCanceledException>(() => estimator.Fit(new TableView(_table)));
    }

    private void Refuses(string said, Table table, string? weight = null)
        => Assert.Contains(said, Assert.Throws<InvalidOperationException>(() => Fit(table, weight)).Message, StringComparison.Ordinal);

    private void Misfits(string said, Table table)
        => Assert.Contains(said, Assert.Throws<ArgumentOutOfRangeException>(() => Fit(table)).Message, StringComparison.Ordinal);
}
