using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;

namespace Microsoft.ML.LowRank.Packages.Tests.Trees;

/// <summary>ML.NET's tree trainers as base learners: forests, boosted trees and a linear model see different things.</summary>
public class StackingTreesTests
{
    private static readonly MLContext Context = new(seed: 1);

    [Fact]
    public void Trees_of_two_classes_are_stacked_saved_and_loaded()
    {
        var data = Context.Data.LoadFromEnumerable(SampleRow.Generate(1500));
        var model = Context.BinaryClassification.Trainers.RegularizedStacking(new RegularizedStackingTrainer.Options
        {
            NumberOfFolds = 3,
            Seed = 1,
            Learners =
            [
                new("boosted", c => c.BinaryClassification.Trainers.FastTree(numberOfTrees: 30)),
                // A forest gives no probability, only a score.
                new("forest", c => c.BinaryClassification.Trainers.FastForest(numberOfTrees: 30)),
                new("leaves", c => c.BinaryClassification.Trainers.LightGbm(numberOfIterations: 30)),
                new("additive", c => c.BinaryClassification.Trainers.Gam(numberOfIterations: 200)),
                new("linear", c => c.BinaryClassification.Trainers.SdcaLogisticRegression(maximumNumberOfIterations: 20)),
            ],
        }).Fit(data);
        Assert.DoesNotContain(model.Report!.Models, m => m.Reason is { } reason && !reason.Contains("repeats", StringComparison.Ordinal)
            && !reason.Contains("coefficients", StringComparison.Ordinal) && !reason.Contains("hardly varies", StringComparison.Ordinal));
        using var stream = new MemoryStream();
        Context.Model.Save(model, data.Schema, stream);
        stream.Position = 0;
        var test = Context.Data.LoadFromEnumerable(SampleRow.Generate(1000, seed: 2));
        var loaded = new MLContext().Model.Load(stream, out _);
        var metrics = Context.BinaryClassification.Evaluate(loaded.Transform(test));
        Assert.True(metrics.AreaUnderRocCurve > 0.95, $"AUC {metrics.AreaUnderRocCurve}");
        Assert.Equal(Context.BinaryClassification.Evaluate(model.Transform(test)).LogLoss, metrics.LogLoss);
        var engine = Context.Model.CreatePredictionEngine<SampleRow, SampleScore>(loaded);
        var first = SampleRow.Generate(1, seed: 3)[0];
        var rows = Context.Data.LoadFromEnumerable([first]);
        Assert.Equal(loaded.Transform(rows).GetColumn<float>("Score").Single(), engine.Predict(first).Score, 1e-5);
    }

    [Fact]
    public void Trees_of_numbers_and_of_several_classes_are_stacked()
    {
        var rows = SampleRow.Generate(900);
        var data = Context.Transforms.CustomMapping<SampleRow, Targets>(Targets.Of, null).Fit(Context.Data.LoadFromEnumerable(rows))
            .Transform(Context.Data.LoadFromEnumerable(rows));
        var keyed = Context.Transforms.Conversion.MapValueToKey("Class").Fit(data).Transform(data);
        var number = Context.Regression.Trainers.RegularizedStacking(
        [
            new("boosted", c => c.Regression.Trainers.FastTree("Number", numberOfTrees: 20)),
            new("tweedie", c => c.Regression.Trainers.FastTreeTweedie("Number", numberOfTrees: 20)),
            new("sdca", c => c.Regression.Trainers.Sdca("Number", maximumNumberOfIterations: 20)),
        ], "Number", 3).Fit(data);
        Assert.Equal(3, number.Report!.Models.Count);
        Assert.True(Context.Regression.Evaluate(number.Transform(data), "Number").RSquared > 0.5);
        var classes = Context.MulticlassClassification.Trainers.RegularizedStacking(
        [
            new("leaves", c => c.MulticlassClassification.Trainers.LightGbm("Class", numberOfIterations: 20)),
            new("entropy", c => c.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Class")),
            new("one against all", c => c.MulticlassClassification.Trainers.OneVersusAll(
                c.BinaryClassification.Trainers.FastTree("Class", numberOfTrees: 10), "Class")),
        ], "Class", 3).Fit(keyed);
        Assert.All(classes.Report!.Models, m => Assert.False(double.IsNaN(m.Error), m.Reason));
        Assert.True(Context.MulticlassClassification.Evaluate(classes.Transform(keyed), "Class").MicroAccuracy > 0.8);
    }

    [Fact]
    public void Features_of_a_linear_model_are_ranked_by_permutation()
    {
        var rows = SampleRow.Generate(400);
        var data = Context.Transforms.CustomMapping<SampleRow, Targets>(Targets.Of, null).Fit(Context.Data.LoadFromEnumerable(rows))
            .Transform(Context.Data.LoadFromEnumerable(rows));
        var model = Context.Regression.Trainers.RegularizedLinear("Number").Fit(data);
        var importance = Context.Regression.PermutationFeatureImportance(model, data, "Number");
        Assert.Equal(SampleRow.Width, importance.Length);
        Assert.Contains(importance, metric => metric.RSquared.Mean < 0);
    }

    private sealed class Targets
    {
        public float Number { get; set; }

        public string Class { get; set; } = "";

        public static void Of(SampleRow row, Targets targets)
        {
            targets.Number = 2 + row.Features[0] + (0.1f * row.Features[^1]);
            targets.Class = row.Features[0] > 0.3f ? "high" : row.Features[0] < -0.3f ? "low" : "middle";
        }
    }
}
