namespace Microsoft.ML.LowRank.Packages.Tests.Trees;

public class FastTreeTests
{
    [Fact]
    public void A_boosted_forest_learns_from_compressed_columns_and_survives_save_and_load()
    {
        var context = new MLContext(seed: 1);
        var data = context.Data.LoadFromEnumerable(SampleRow.Generate(2000));
        var model = context.Transforms.LowRankCompress("Z", "Features", rank: 2)
            .Append(context.BinaryClassification.Trainers.FastTree("Label", "Z", numberOfTrees: 40)).Fit(data);
        using var stream = new MemoryStream();
        context.Model.Save(model, data.Schema, stream);
        stream.Position = 0;
        var test = context.Data.LoadFromEnumerable(SampleRow.Generate(1000, seed: 2));
        var loaded = new MLContext().Model.Load(stream, out _);
        var metrics = context.BinaryClassification.Evaluate(loaded.Transform(test));
        Assert.True(metrics.AreaUnderRocCurve > 0.95, $"AUC {metrics.AreaUnderRocCurve}");
        Assert.Equal(context.BinaryClassification.Evaluate(model.Transform(test)).AreaUnderRocCurve, metrics.AreaUnderRocCurve);
    }
}
