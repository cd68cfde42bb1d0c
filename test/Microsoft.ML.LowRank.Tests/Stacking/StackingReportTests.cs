using System.Xml.Linq;
using Microsoft.ML.LowRank.Testing;

namespace Microsoft.ML.LowRank.Tests.Stacking;

/// <summary>What a fit tells of itself: in the log, as text, as a page, as numbers.</summary>
public class StackingReportTests
{
    private readonly Table _table = StackData.Create(90);
    private readonly List<string> _log = [];

    private (StackingReport Report, StackingModel Model) Fit(Action<RegularizedStackingTrainer.Options>? change = null)
    {
        var context = new MLContext(1);
        context.Log += (_, e) => _log.Add(e.Message);
        var model = Learners.FitNumber(StackData.View(_table),
            [new("good", Learners.OfSlot(_table, 0)), new("twin", Learners.OfSlot(_table, 1)), new("fair", Learners.OfSlot(_table, 2)),
                new("<noise & co>", Learners.OfSlot(_table, 3)), new("broken", IdLearner.Of(_ => float.NaN))], change, context);
        return (model.Report!, model.Model);
    }

    [Theory]
    [InlineData(MetaLearner.Regularized, "ridge, lasso on 3 of 4 predictions and statistics over them")]
    [InlineData(MetaLearner.NonNegative, "weights of kind NonNegative")]
    public void The_log_announces_the_meta_learner_and_how_to_choose_another(MetaLearner kind, string said)
    {
        var (report, _) = Fit(o => o.MetaLearner = kind);
        string announced = Assert.Single(_log, message => message.Contains("Meta-learner: ", StringComparison.Ordinal));
        Assert.Contains(said, announced, StringComparison.Ordinal);
        Assert.Contains($"MetaLearnerOptions.MetaLearner is {kind}", announced, StringComparison.Ordinal);
        Assert.Equal(report.Messages.Count, report.Messages.Distinct().Count());
        Assert.All(report.Messages, message => Assert.Single(_log, line => line.Contains(message, StringComparison.Ordinal)));
    }

    [Fact]
    public void Models_are_all_learners_in_their_order_with_what_became_of_them()
    {
        var (report, model) = Fit();
        Assert.Equal(["good", "twin", "fair", "<noise & co>", "broken"], report.Models.Select(m => m.Name));
        Assert.Equal(model.UsedLearners, report.Models.Where(m => m.IsKept).Select(m => m.Name));
        Assert.All(report.Models, m => Assert.Equal(m.IsKept, m.Reason == null));
        Assert.All(report.Models.Where(m => !m.IsKept), m => Assert.Equal(0, m.Weight));
        Assert.True(double.IsNaN(report.Models[^1].Error));
        // The error of a model is that of its out-of-fold predictions, which are known here.
        for (int slot = 0; slot < 4; slot++)
        {
            double squared = Enumerable.Range(0, 90).Average(
                row => Math.Pow(_table["Predictions"].GetNumbers(row)[slot] - _table["Number"].GetNumbers(row)[0], 2));
            Assert.Equal(Math.Sqrt(squared), report.Models[slot].Error, 1e-5);
        }
    }

    [Fact]
    public void Stages_compare_the_stack_with_what_is_simpler()
    {
        var (report, model) = Fit();
        string[] names = [.. report.Stages.Select(stage => stage.Name)];
        foreach (string expected in new[]
        {
            "Best single model", "Average", "Average by inverse error", "Non-negative least squares", "Ensemble selection",
            "Ridge on all predictions", "Ridge on kept predictions", "Ridge with statistics", "Stack",
        })
            Assert.Contains(expected, names);
        Assert.Equal("Stack", names[^1]);
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.All(report.Stages, stage => Assert.True(double.IsFinite(stage.Error) && stage.ErrorSpread >= 0, stage.Name));
        double average = Enumerable.Range(0, 90).Average(row => Math.Pow(
            _table["Predictions"].GetNumbers(row).Average() - _table["Number"].GetNumbers(row)[0], 2));
        Assert.Equal(Math.Sqrt(average), report.Stages.Single(stage => stage.Name == "Average").Error, 1e-5);
        Assert.True(report.Stages[^1].Error < report.Stages[1].Error, "The stack is no better than the plain average with a model of pure noise.");
        Assert.Equal(2, report.Paths.Count);
        Assert.All(report.Paths, path => Assert.Equal(model.FeatureNames, path.FeatureNames));
        Assert.True(report.ConditionNumberAfter < report.ConditionNumberBefore);
        Assert.Equal("RMSE", report.ErrorName);
    }

    [Fact]
    public void The_text_has_its_tables_and_remarks()
    {
        string text = Fit().Report.ToString();
        foreach (string expected in new[]
        {
            "What every stage is worth", "Base models", "Ridge with statistics", "good", "repeats 'good'", "RMSE", "Remarks",
            "0 of 90 rows",
        })
            Assert.Contains(expected, text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_is_well_formed_and_refers_to_nothing_outside()
    {
        var report = Fit().Report;
        using var writer = new StringWriter();
        report.WriteHtml(writer);
        var page = XDocument.Parse(writer.ToString());
        Assert.Contains("<noise & co>", page.Root!.Value, StringComparison.Ordinal);
        Assert.DoesNotContain(page.Descendants().Attributes(), a => a.Name.LocalName is "src" or "href" && !a.Value.StartsWith('#'));
        Assert.Contains(page.Descendants(), e => e.Name.LocalName == "table");
        Assert.Contains(page.Descendants(), e => e.Name.LocalName == "svg");
        string path = Path.GetTempFileName();
        try
        {
            report.SaveHtml(path);
            Assert.Equal(writer.ToString(), File.ReadAllText(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Classes_are_judged_by_their_log_loss()
    {
        var context = new MLContext(1);
        var data = StackData.View(_table);
        var model = context.MulticlassClassification.Trainers.RegularizedStacking(new RegularizedStackingTrainer.Options
        {
            Learners = [new("a", Learners.Softmax(context)), new("b", Learners.Softmax(context, l2: 30))],
            LabelColumnName = "Class",
            Penalties = PenaltyKinds.Ridge,
            NumberOfPenalties = 5,
            Seed = 1,
        }).Fit(data);
        var report = model.Report!;
        Assert.Equal("log loss", report.ErrorName);
        Assert.Equal(PredictionTask.MulticlassClassification, report.Task);
        Assert.All(report.Stages, stage => Assert.InRange(stage.Error, 0, Math.Log(3)));
        Assert.Contains("Multiclass classification", report.ToString(), StringComparison.Ordinal);
        Assert.Equal(3, report.Paths.Count);
        // The plain average, computed here from the predictions.
        var a = model.OutOfFold!.GetPredictions("a");
        var b = model.OutOfFold.GetPredictions("b");
        var keys = ((TableColumn<uint>)_table["Class"]).Values;
        double loss = 0;
        for (int row = 0; row < 90; row++)
            loss -= Math.Log((a[(row * 3) + (int)keys[row] - 1] + b[(row * 3) + (int)keys[row] - 1]) / 2);
        Assert.Equal(loss / 90, report.Stages.Single(stage => stage.Name == "Average").Error, 1e-4);
    }
}
