using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Importance;
using Row = Microsoft.ML.LowRank.Tests.Importance.ImportanceData.Row;

namespace Microsoft.ML.LowRank.Tests.Importance;

public class PermutationImportanceTests
{
    private static readonly string[] Read = ["City", "Strong", "Vector", "Weak", "Words"];

    private readonly MLContext _context = new(1);
    private readonly List<Row> _rows = ImportanceData.Rows(600);

    private IDataView Data => ImportanceData.View(_context, _rows);

    private PermutationImportanceResult Measure(PermutationImportanceOptions options, ITransformer? model = null) =>
        _context.Model.PermutationImportance(
            model ?? ImportanceData.Fit(_context, Data), Data, ImportanceData.Auc(_context), options);

    [Fact]
    public void By_default_the_columns_that_the_model_reads_are_measured_and_the_planted_one_leads()
    {
        var result = _context.Model.PermutationImportance(ImportanceData.Fit(_context, Data), Data, ImportanceData.Auc(_context));

        Assert.Equal(Read, result.Columns.Select(column => column.Name).Order(StringComparer.Ordinal));
        Assert.Equal("Strong", result.Columns[0].Name);
        Assert.True(result.Columns[0].Mean > 3 * result.Columns[1].Mean);
        Assert.All(result.Columns, column => Assert.True(column.Mean > 0, column.ToString()));
        Assert.Equal(result.Columns.OrderByDescending(column => column.Mean), result.Columns);
        Assert.InRange(result.Baseline, 0.85, 1);
        Assert.Equal((600, 600L, 5, true), (result.RowCount, result.TotalRowCount, result.Repeats, result.HigherIsBetter));
    }

    [Fact]
    public void A_column_that_the_model_does_not_read_is_worth_exactly_nothing()
    {
        var result = Measure(new() { Columns = ["Unused", "Weight"], Repeats = 3 });

        Assert.All(result.Columns, column => Assert.Equal([0, 0, 0], column.Values));
    }

    [Theory]
    [InlineData("Strong")]
    [InlineData("City")]
    [InlineData("Vector")]
    [InlineData("Words")]
    [InlineData("Label")]
    public void Every_value_is_what_permuted_rows_give(string name)
    {
        var model = ImportanceData.Fit(_context, Data);
        var result = Measure(new() { Columns = [name], Repeats = 3, Seed = 17 }, model);

        double baseline = ImportanceData.Auc(_context)(model.Transform(Data));
        Assert.Equal(baseline, result.Baseline);
        var property = typeof(Row).GetProperty(name)!;
        for (int repeat = 0; repeat < 3; repeat++)
        {
            int[] order = PermutationImportanceRun.Permute(_rows.Count, 17, name, repeat);
            Assert.Equal(Enumerable.Range(0, _rows.Count), order.Order());
            var permuted = _rows.Select((row, i) =>
            {
                var copy = row.Copy();
                property.SetValue(copy, property.GetValue(_rows[order[i]]));
                return copy;
            }).ToList();
            double value = ImportanceData.Auc(_context)(model.Transform(ImportanceData.View(_context, permuted)));
            Assert.Equal(baseline - value, result.Columns[0].Values[repeat], 1e-12);
        }
        Assert.Equal(3, result.Columns[0].Values.Distinct().Count());
    }

    [Fact]
    public void Mean_and_spread_are_those_of_the_repeats()
    {
        var column = Measure(new() { Columns = ["Strong"], Repeats = 6 }).Columns[0];

        double mean = column.Values.Average();
        double deviation = Math.Sqrt(column.Values.Sum(value => (value - mean) * (value - mean)) / 5);
        Assert.Equal(mean, column.Mean, 1e-12);
        Assert.Equal(deviation, column.StandardDeviation, 1e-12);
        Assert.Equal(deviation / Math.Sqrt(6), column.StandardError, 1e-12);
        Assert.InRange(deviation, 1e-6, 0.1);
        Assert.Equal(double.NaN, Measure(new() { Columns = ["Strong"], Repeats = 1 }).Columns[0].StandardDeviation);
    }

    [Fact]
    public void The_squared_error_grows_by_twice_the_variance_of_what_a_column_adds()
    {
        // Score = Strong + 3 Weak, and the truth is the same: permuting x·w costs (w (x − x'))², whose mean is 2 w² Var x.
        var model = _context.Transforms.CustomMapping<Row, Scored>((row, scored) => scored.Score = row.Strong + (3 * row.Weak), null)
            .Fit(Data);
        var truth = _rows.Select(row => row.Strong + (3 * row.Weak)).ToArray();
        double Error(IDataView scored) =>
            scored.GetColumn<float>("Score").Zip(truth, (score, label) => (score - label) * (double)(score - label)).Average();
        var result = _context.Model.PermutationImportance(
            model, Data, Error, ["Strong", "Weak"], higherIsBetter: false, repeats: 40);

        Assert.Equal(0, result.Baseline);
        foreach (var (name, weight) in (ReadOnlySpan<(string, double)>)[("Strong", 1), ("Weak", 3)])
        {
            var values = _rows.Select(row => name == "Strong" ? row.Strong : row.Weak).ToArray();
            double mean = values.Average(value => (double)value);
            double expected = 2 * weight * weight * values.Average(value => (value - mean) * (value - mean));
            var column = result.Columns.Single(column => column.Name == name);
            Assert.Equal(expected, column.Mean, 5 * column.StandardError);
            Assert.InRange(column.StandardError, 1e-4 * expected, 0.02 * expected);
        }
    }

    public sealed class Scored
    {
        public float Score { get; set; }
    }

    [Fact]
    public void Groups_are_permuted_by_one_order_and_count_as_one()
    {
        // The score is the difference of two equal columns: together they may move as they like.
        var rows = _rows.Select(row => { var copy = row.Copy(); copy.Weak = row.Strong; return copy; }).ToList();
        var data = ImportanceData.View(_context, rows);
        var model = _context.Transforms.CustomMapping<Row, Scored>((row, scored) => scored.Score = row.Strong - row.Weak, null).Fit(data);
        var result = _context.Model.PermutationImportance(model, data, scored => -scored.GetColumn<float>("Score").Average(Math.Abs),
            new PermutationImportanceOptions { Columns = ["Strong"], Groups = [["Strong", "Weak"]] });

        Assert.Equal(["Strong", "Strong + Weak"], result.Columns.Select(column => column.Name));
        Assert.True(result.Columns[0].Mean > 0.3);
        Assert.All(result.Columns[1].Values, value => Assert.Equal(0, value));
        var others = Measure(new() { Groups = [["City", "Words"]] });
        Assert.Equal(["City + Words", "Strong", "Vector", "Weak"], others.Columns.Select(column => column.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_seed_decides_and_other_columns_do_not_matter()
    {
        var model = ImportanceData.Fit(_context, Data);
        double[] Values(PermutationImportanceOptions options) =>
            [.. Measure(options, model).Columns.Single(column => column.Name == "City").Values];
        var alone = Values(new() { Columns = ["City"], Seed = 5, MaximumRows = 300 });
        Assert.Equal(alone, Values(new() { Columns = ["Weak", "City"], Seed = 5, MaximumRows = 300 }));
        Assert.NotEqual(alone, Values(new() { Columns = ["City"], Seed = 6, MaximumRows = 300 }));

        static string Table()
        {
            var context = new MLContext(3);
            var data = ImportanceData.View(context, ImportanceData.Rows(200));
            return context.Model.PermutationImportance(ImportanceData.Fit(context, data), data, ImportanceData.Auc(context)).ToString();
        }
        Assert.Equal(Table(), Table());
    }

    [Fact]
    public void Of_many_rows_a_sample_is_scored()
    {
        int scoredRows = 0;
        var result = _context.Model.PermutationImportance(ImportanceData.Fit(_context, Data), Data, scored =>
        {
            scoredRows = scored.GetColumn<float>("Score").Count();
            return ImportanceData.Auc(_context)(scored);
        }, new PermutationImportanceOptions { MaximumRows = 150, Columns = ["Strong"] });

        Assert.Equal(150, scoredRows);
        Assert.Equal((150, 600L), (result.RowCount, result.TotalRowCount));
        Assert.True(result.Columns[0].Mean > 0.1);
    }

    [Fact]
    public void A_sample_has_exactly_the_wanted_size_and_every_row_the_same_chance()
    {
        var counts = new int[20];
        for (ulong seed = 0; seed < 4_000; seed++)
        {
            var sampler = new RowSampler(20, 5, seed);
            bool[] chosen = [.. counts.Select(_ => sampler.Next())];
            Assert.Equal(5, chosen.Count(isChosen => isChosen));
            Assert.False(sampler.Next());
            for (int row = 0; row < 20; row++)
                counts[row] += chosen[row] ? 1 : 0;
        }
        Assert.All(counts, count => Assert.Equal(1_000, count, 5 * Math.Sqrt(4_000 * 0.25 * 0.75)));
    }

    [Fact]
    public void The_data_stay_as_they_are_and_every_other_column_passes_through()
    {
        var before = _rows.ConvertAll(row => row.Copy());
        Measure(new() { Columns = ["Strong", "City", "Vector"] });
        Assert.Equal(before.Select(row => (row.Strong, row.City, row.Vector, row.Label)),
            _rows.Select(row => (row.Strong, row.City, row.Vector, row.Label)));

        var data = Data;
        var view = new PermutedView(data, 600, 600, 1, () => { });
        int[] order = PermutationImportanceRun.Permute(600, 1, "City", 0);
        var city = data.Schema["City"];
        var permuted = view.With(new Dictionary<int, ColumnValues> { [city.Index] = ColumnValues.Read(view, city) }, order);
        Assert.Equal(order.Select(row => _rows[row].City), permuted.GetColumn<string>("City"));
        Assert.Equal(_rows.Select(row => row.Strong), permuted.GetColumn<float>("Strong"));
        Assert.Same(data.Schema, permuted.Schema);
        using var cursor = permuted.GetRowCursor([city]);
        Assert.True(cursor.IsColumnActive(city));
        Assert.False(cursor.IsColumnActive(data.Schema["Strong"]));
        Assert.Contains("cannot be read as", Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<float>(city)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_report_names_every_column_as_text_and_as_a_page()
    {
        var result = Measure(new());
        string text = result.ToString();
        using var html = new StringWriter();
        result.WriteHtml(html);
        Assert.All(Read, name => Assert.Contains(name, text, StringComparison.Ordinal));
        Assert.All(Read, name => Assert.Contains(name, html.ToString(), StringComparison.Ordinal));
        Assert.Contains("<svg", html.ToString(), StringComparison.Ordinal);
        Assert.True(text.IndexOf("Strong", StringComparison.Ordinal) < text.IndexOf("Weak", StringComparison.Ordinal));
    }

    [Fact]
    public void A_model_of_this_package_and_a_loaded_one_are_measured_alike()
    {
        var model = _context.Transforms.Concatenate("Features", "Strong", "Weak", "Vector")
            .Append(_context.BinaryClassification.Trainers.RegularizedLogisticRegression(penalties: PenaltyKinds.Ridge)).Fit(Data);
        using var stream = new MemoryStream();
        _context.Model.Save(model, Data.Schema, stream);
        stream.Position = 0;
        var loaded = _context.Model.Load(stream, out _);
        var options = new PermutationImportanceOptions { Seed = 2, Repeats = 2 };
        var result = Measure(options, model);
        Assert.Equal(["Strong", "Vector", "Weak"], result.Columns.Select(column => column.Name).Order(StringComparer.Ordinal));
        Assert.Equal(result.ToString(), Measure(options, loaded).ToString());
    }
}
