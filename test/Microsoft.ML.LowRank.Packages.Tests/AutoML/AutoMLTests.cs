using Microsoft.ML.AutoML;
using Microsoft.ML.SearchSpace;

namespace Microsoft.ML.LowRank.Packages.Tests.AutoML;

/// <summary>LowRankCompress as a step that AutoML searches over.</summary>
public class AutoMLTests
{
    private sealed class CompressChoice
    {
        [Range(1, 8, 1)]
        public int Rank { get; set; } = 1;
    }

    [Fact]
    public async Task An_experiment_finds_a_rank_and_its_best_model_is_saved_and_loaded()
    {
        var context = new MLContext(seed: 1);
        var data = context.Data.LoadFromEnumerable(SampleRow.Generate(600));
        var split = context.Data.TrainTestSplit(data, testFraction: 0.3);
        var compress = context.Auto().CreateSweepableEstimator(
            (ctx, choice) => ctx.Transforms.LowRankCompress("Z", "Features", choice.Rank), new SearchSpace<CompressChoice>());
        var pipeline = compress.Append(context.BinaryClassification.Trainers.LbfgsLogisticRegression("Label", "Z"));
        var experiment = context.Auto().CreateExperiment()
            .SetPipeline(pipeline)
            .SetDataset(split.TrainSet, split.TestSet)
            .SetBinaryClassificationMetric(BinaryClassificationMetric.AreaUnderRocCurve, labelColumn: "Label")
            .SetMaxModelToExplore(4)
            .SetTrainingTimeInSeconds(120);
        var best = await experiment.RunAsync();

        using var stream = new MemoryStream();
        context.Model.Save(best.Model, data.Schema, stream);
        stream.Position = 0;
        var loaded = new MLContext().Model.Load(stream, out _);
        double expected = context.BinaryClassification.Evaluate(best.Model.Transform(split.TestSet)).AreaUnderRocCurve;
        Assert.Equal(expected, context.BinaryClassification.Evaluate(loaded.Transform(split.TestSet)).AreaUnderRocCurve);
        Assert.Equal(best.Metric, expected, 1e-9);
    }

    private sealed class StackChoice
    {
        [Range(3, 5, 3)]
        public int Folds { get; set; } = 3;
    }

    [Fact]
    public async Task An_experiment_trains_stacks_and_its_best_is_saved_and_loaded()
    {
        var context = new MLContext(seed: 1);
        var data = context.Data.LoadFromEnumerable(SampleRow.Generate(400));
        var split = context.Data.TrainTestSplit(data, testFraction: 0.3);
        var stack = context.Auto().CreateSweepableEstimator(
            (ctx, choice) => ctx.BinaryClassification.Trainers.RegularizedStacking(
                [
                    new("linear", c => c.BinaryClassification.Trainers.LbfgsLogisticRegression()),
                    new("compressed", c => c.Transforms.LowRankCompress("Z", "Features", 2)
                        .Append(c.BinaryClassification.Trainers.LbfgsLogisticRegression("Label", "Z"))),
                ], numberOfFolds: choice.Folds), new SearchSpace<StackChoice>());
        var experiment = context.Auto().CreateExperiment()
            .SetPipeline(context.Transforms.CopyColumns("Copy", "Features").Append(stack))
            .SetDataset(split.TrainSet, split.TestSet)
            .SetBinaryClassificationMetric(BinaryClassificationMetric.AreaUnderRocCurve, labelColumn: "Label")
            .SetMaxModelToExplore(2)
            .SetTrainingTimeInSeconds(120);
        var best = await experiment.RunAsync();
        using var stream = new MemoryStream();
        context.Model.Save(best.Model, data.Schema, stream);
        stream.Position = 0;
        var loaded = new MLContext().Model.Load(stream, out _);
        Assert.Equal(best.Metric, context.BinaryClassification.Evaluate(loaded.Transform(split.TestSet)).AreaUnderRocCurve, 1e-9);
    }
}
