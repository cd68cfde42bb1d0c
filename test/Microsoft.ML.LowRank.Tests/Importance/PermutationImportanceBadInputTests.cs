namespace Microsoft.ML.LowRank.Tests.Importance;

/// <summary>What cannot be measured, and the sentence that says so; how a run is followed and stopped.</summary>
public class PermutationImportanceBadInputTests
{
    private readonly MLContext _context = new(1);
    private readonly List<ImportanceData.Row> _rows = ImportanceData.Rows(100);

    private PermutationImportanceResult Measure(
        PermutationImportanceOptions options, Func<IDataView, double>? metric = null, IEnumerable<ImportanceData.Row>? rows = null) =>
        _context.Model.PermutationImportance(ImportanceData.Fit(_context, ImportanceData.View(_context, _rows)),
            ImportanceData.View(_context, rows ?? _rows), metric ?? ImportanceData.Auc(_context), options);

    [Fact]
    public void All_that_is_wrong_with_the_options_is_said_at_once()
    {
        var problem = Assert.Throws<ArgumentException>(() => Measure(new() { Repeats = 0, MaximumRows = 1, Columns = [] }));
        foreach (string part in (string[])["Repeats is 0", "MaximumRows is 1", "Columns is empty"])
            Assert.Contains(part, problem.Message, StringComparison.Ordinal);
        Assert.Contains("a group without columns",
            Assert.Throws<ArgumentException>(() => Measure(new() { Groups = [[]] })).Message, StringComparison.Ordinal);
        Assert.Contains("has no name",
            Assert.Throws<ArgumentException>(() => Measure(new() { Groups = [["City", ""]] })).Message, StringComparison.Ordinal);
        Assert.Contains("twice",
            Assert.Throws<ArgumentException>(() => Measure(new() { Columns = ["City", "City"] })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_column_is_named_before_anything_is_scored()
    {
        var problem = Assert.Throws<ArgumentOutOfRangeException>(
            () => Measure(new() { Columns = ["Absent"] }, _ => throw new InvalidOperationException("scored")));
        Assert.Contains("'Absent' is not in the input", problem.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Measure(new() { Groups = [["City", "Absent"]] }));
    }

    [Fact]
    public void A_model_that_reads_only_the_label_leaves_nothing_to_permute()
    {
        var model = _context.Transforms.CopyColumns("Copy", "Label").Fit(ImportanceData.View(_context, _rows));
        var problem = Assert.Throws<ArgumentOutOfRangeException>(
            () => _context.Model.PermutationImportance(model, ImportanceData.View(_context, _rows), _ => 1));
        Assert.Contains("no column to permute", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_rows_are_an_error() => Assert.Contains("no rows",
        Assert.Throws<InvalidOperationException>(() => Measure(new(), rows: [])).Message, StringComparison.Ordinal);

    [Fact]
    public void A_metric_that_is_no_number_is_an_error_that_says_where()
    {
        Assert.Contains("as they are is NaN",
            Assert.Throws<InvalidOperationException>(() => Measure(new(), _ => double.NaN)).Message, StringComparison.Ordinal);
        int calls = 0;
        Assert.Contains("with City permuted is Infinity", Assert.Throws<InvalidOperationException>(
            () => Measure(new() { Columns = ["City"] }, _ => calls++ == 0 ? 1 : double.PositiveInfinity)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_that_change_between_passes_are_an_error()
    {
        int pass = 0;
        var problem = Assert.Throws<InvalidOperationException>(
            () => Measure(new() { Columns = ["City"] }, _ => 1, Shrinking()));
        Assert.Contains("100 rows in one pass and", problem.Message, StringComparison.Ordinal);

        IEnumerable<ImportanceData.Row> Shrinking()
        {
            int count = pass++ == 0 ? 100 : 99;
            foreach (var row in _rows.Take(count))
                yield return row;
        }
    }

    [Fact]
    public void Cancellation_ends_it_in_the_middle_of_a_pass()
    {
        using var source = new CancellationTokenSource();
        var options = new PermutationImportanceOptions { CancellationToken = source.Token };
        int calls = 0;
        Assert.ThrowsAny<OperationCanceledException>(() => Measure(options, scored =>
        {
            if (++calls == 3)
                source.Cancel();
            return ImportanceData.Auc(_context)(scored);
        }));
        Assert.Equal(3, calls);
    }

    [Fact]
    public void Progress_rises_to_one_and_names_the_columns()
    {
        var reports = new List<TrainingProgress>();
        Measure(new() { Progress = new Stacking.Immediate(reports.Add) });
        Assert.Equal(1, reports[^1].FractionDone);
        Assert.Equal(reports.Select(report => report.FractionDone).Order(), reports.Select(report => report.FractionDone));
        Assert.Contains(reports, report => report.Stage == "Permuting City");
    }
}
