using System.Xml.Linq;
using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Testing;
using Microsoft.ML.LowRank.Tests.Stacking;

namespace Microsoft.ML.LowRank.Tests.Linear;

/// <summary>The model, its report and the path that it was taken from say the same; and the model is the right one.</summary>
public class RegularizedLinearTests
{
    private readonly MLContext _context = new(1);
    private readonly Table _table = StackData.Create(120);

    private RegularizedLinearTransformer Fit(Action<RegularizedLinearTrainer.Options>? change = null, Table? table = null)
    {
        var options = new RegularizedLinearTrainer.Options { LabelColumnName = "Number", Seed = 1 };
        change?.Invoke(options);
        return _context.Regression.Trainers.RegularizedLinear(options).Fit(StackData.View(table ?? _table));
    }

    [Theory]
    [InlineData(PenaltyKinds.All)]
    [InlineData(PenaltyKinds.Ridge)]
    [InlineData(PenaltyKinds.Lasso)]
    [InlineData(PenaltyKinds.ElasticNet)]
    public void The_model_is_the_chosen_point_of_the_chosen_path(PenaltyKinds kinds)
    {
        var model = Fit(o => o.Penalties = kinds);
        var report = model.Report!;
        var path = report.Paths[report.ChosenPath];
        Assert.Equal(path.GetCoefficients(path.ChosenIndex).ToArray(), model.Model.Weights.ToArray());
        Assert.Equal(path.Penalties[path.ChosenIndex], model.Model.Penalty);
        Assert.Equal(path.L1Ratio, model.Model.L1Ratio);
        Assert.Equal(path.Errors[path.ChosenIndex], model.Model.CrossValidatedError);
        Assert.Equal(report.Paths.Min(p => p.Errors.Min()), model.Model.CrossValidatedError);
        Assert.Equal(kinds == PenaltyKinds.All ? 8 : kinds == PenaltyKinds.ElasticNet ? 6 : 1, report.Paths.Count);
        Assert.Equal(120, report.RowCount);
        Assert.Equal(1, report.PassCount);
        Assert.Equal(Enumerable.Range(0, StackData.Width).Select(slot => $"Features.{slot}"), path.FeatureNames);
    }

    [Fact]
    public void Ridge_solves_its_normal_equations()
    {
        // At the minimum of half the mean squared error + λ/2 ‖s ∘ w‖² the gradient vanishes, s being the deviations.
        var model = Fit(o => (o.Penalties, o.NumberOfPenalties) = (PenaltyKinds.Ridge, 10)).Model;
        double[][] x = [.. Enumerable.Range(0, 120).Select(row => _table["Features"].GetNumbers(row))];
        double[] residual = [.. Enumerable.Range(0, 120).Select(row
            => _table["Number"].GetNumbers(row)[0] - model.Bias - x[row].Select((value, slot) => value * model.Weights[slot]).Sum())];
        Assert.Equal(0, residual.Average(), 1e-6);
        for (int slot = 0; slot < StackData.Width; slot++)
        {
            double mean = x.Average(row => row[slot]);
            double variance = x.Average(row => Math.Pow(row[slot] - mean, 2));
            double gradient = -residual.Select((r, row) => r * (x[row][slot] - mean)).Average() + (model.Penalty * variance * model.Weights[slot]);
            Assert.Equal(0, gradient / Math.Sqrt(variance), 1e-5);
        }
    }

    [Fact]
    public void Logistic_regression_is_where_its_gradient_vanishes()
    {
        var model = _context.BinaryClassification.Trainers.RegularizedLogisticRegression(new RegularizedLinearTrainer.Options
        {
            LabelColumnName = "Flag",
            FeatureColumnName = "Extra",
            Penalties = PenaltyKinds.Ridge,
            Seed = 1,
        }).Fit(StackData.View(_table)).Model;
        double[][] x = [.. Enumerable.Range(0, 120).Select(row => _table["Extra"].GetNumbers(row))];
        var flags = ((TableColumn<bool>)_table["Flag"]).Values;
        double[] residual = [.. Enumerable.Range(0, 120).Select(row => (flags[row] ? 1 : 0)
            - (1 / (1 + Math.Exp(-model.Bias - (x[row][0] * model.Weights[0]) - (x[row][1] * model.Weights[1])))))];
        Assert.Equal(0, residual.Average(), 1e-4);
        for (int slot = 0; slot < 2; slot++)
        {
            double mean = x.Average(row => row[slot]);
            double variance = x.Average(row => Math.Pow(row[slot] - mean, 2));
            double gradient = -residual.Select((r, row) => r * (x[row][slot] - mean)).Average() + (model.Penalty * variance * model.Weights[slot]);
            Assert.Equal(0, gradient / Math.Sqrt(variance), 1e-4);
        }
        Assert.Equal(PredictionTask.BinaryClassification, model.Task);
    }

    [Fact]
    public void Features_of_noise_get_no_weight_with_the_simpler_choice()
    {
        var random = new Random(4);
        float[][] wide = [.. Enumerable.Range(0, 120).Select(row => _table["Features"].GetNumbers(row).Select(v => (float)v)
            .Concat(Enumerable.Range(0, 20).Select(_ => random.NextSingle())).ToArray())];
        var model = Fit(o => (o.Penalties, o.PenaltyChoice) = (PenaltyKinds.Lasso, PenaltyChoice.OneStandardError),
            _table.Replacing(Table.Vectors("Features", wide))).Model;
        Assert.InRange(model.Weights[StackData.Width..].ToArray().Count(w => w != 0), 0, 3);
        Assert.InRange(model.Weights[..2].ToArray().Count(w => w != 0), 2, 2);
    }

    /// <summary>Permutation importance asks for this interface; the stand-in does not have the method itself.</summary>
    [Fact]
    public void It_is_a_transformer_of_a_single_feature_column()
    {
        ISingleFeaturePredictionTransformer<object> single = Fit();
        Assert.Equal("Features", single.FeatureColumnName);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, StackData.Width), single.FeatureColumnType);
        Assert.IsType<RegularizedLinearModel>(single.Model);
    }

    [Fact]
    public void The_report_says_what_was_chosen_in_the_log_as_text_and_as_a_page()
    {
        var messages = new List<string>();
        _context.Log += (_, e) => messages.Add(e.Message);
        var report = Fit().Report!;
        Assert.Contains(messages, message => message.Contains(report.Summary, StringComparison.Ordinal));
        Assert.Contains("5 features", report.Summary, StringComparison.Ordinal);
        Assert.Contains(report.Summary, report.ToString(), StringComparison.Ordinal);
        using var writer = new StringWriter();
        report.WriteHtml(writer);
        Assert.Contains(XDocument.Parse(writer.ToString()).Descendants(), element => element.Name.LocalName == "svg");
    }

    [Fact]
    public void Too_wide_a_column_is_refused_before_any_row_with_a_way_out()
    {
        var empty = new VBuffer<float>(50_000, 0, [], []);
        var view = new TableView(new Table(Table.Numbers("Number", 1, 2), new TableColumn<VBuffer<float>>(
            "Features", new VectorDataViewType(NumberDataViewType.Single, 50_000), [empty, empty])));
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => _context.Regression.Trainers.RegularizedLinear("Number").Fit(view));
        Assert.Contains("LowRankCompress", e.Message, StringComparison.Ordinal);
        Assert.Contains("50000", e.Message, StringComparison.Ordinal);
        Assert.Equal(0, view.RowsRead);
    }

    [Fact]
    public void Skipped_rows_are_counted_and_leave_no_trace()
    {
        var messages = new List<string>();
        _context.Log += (_, e) => messages.Add(e.Message);
        var dirty = _table.Change(["Features"], (row, slot, value) => row == 9 && slot == 2 ? float.NaN : value)
            .Change(["Number"], (row, _, value) => row == 20 ? float.NaN : value);
        var found = Fit(o => (o.SkipInvalidRows, o.FoldColumnName) = (true, "Part"), dirty);
        Assert.Contains(messages, message => message.Contains("2 of 120 rows were left out", StringComparison.Ordinal));
        Assert.Equal(118, found.Report!.RowCount);
        var clean = Fit(o => o.FoldColumnName = "Part", _table.Select(Enumerable.Range(0, 120).Where(row => row is not (9 or 20))));
        Assert.Equal(clean.Model.Weights.ToArray(), found.Model.Weights.ToArray());
    }

    [Fact]
    public void The_short_forms_say_what_the_options_say()
    {
        var data = StackData.View(_table);
        var full = new MLContext(3).Regression.Trainers.RegularizedLinear(new RegularizedLinearTrainer.Options
        {
            LabelColumnName = "Number",
            FeatureColumnName = "Extra",
            ExampleWeightColumnName = "Weight",
            Penalties = PenaltyKinds.Ridge,
        }).Fit(data);
        var brief = new MLContext(3).Regression.Trainers.RegularizedLinear("Number", "Extra", "Weight", PenaltyKinds.Ridge).Fit(data);
        Assert.Equal(full.Model.Weights.ToArray(), brief.Model.Weights.ToArray());
    }
}
