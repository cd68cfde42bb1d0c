using Microsoft.ML.LowRank.Testing;
using Microsoft.ML.LowRank.Tests.Stacking;

namespace Microsoft.ML.LowRank.Tests.Networks;

/// <summary>Going on from an earlier model.</summary>
public sealed class WarmStartTests
{
    private static readonly Table Data = NetworkData.Create();

    /// <summary>Half of the rows name sites that the earlier model has not seen.</summary>
    private static readonly Table Later = Data.Replacing(Table.Texts("Site", [.. Enumerable.Range(0, Data.Count).Select(row =>
        row % 2 == 0 ? $"new{row % 3}.example" : Data["Site"].Show(row))]));

    [Fact]
    public void Vocabularies_grow_and_what_was_known_keeps_its_vectors()
    {
        var before = Fits.Ctr(Data);
        // Steps that are too short to be seen: what is left is how training begins.
        var after = Fits.Trainer(Fits.Options(o => (o.LearningRate, o.EmbeddingL2) = (1e-30, 0))).Fit(new TableView(Later), null, before);
        Assert.Equal(3 + Rows(before, "embedding"), Rows(after, "embedding"));
        Assert.Equal(Fits.Scores(before, Data), Fits.Scores(after, Data));
        float[] unseen = Fits.Scores(before, Later), seen = Fits.Scores(after, Later);
        for (int row = 0; row < Data.Count; row++)
            Assert.Equal(row % 2 == 0, unseen[row] != seen[row]);
    }

    [Fact]
    public void Training_goes_on_from_the_earlier_loss()
    {
        var before = Fits.Ctr(Data, o => (o.MaximumEpochs, o.ValidationFraction) = (30, 0));
        double cold = Fits.Ctr(Data, o => o.MaximumEpochs = 1).Report!.Epochs[0].TrainingLoss;
        double warm = Fits.Trainer(Fits.Options(o => o.MaximumEpochs = 1)).Fit(new TableView(Data), null, before).Report!.Epochs[0].TrainingLoss;
        Assert.True(warm < 0.8 * cold, $"The first loss is {cold} from the start and {warm} from an earlier model.");
    }

    [Fact]
    public void A_loaded_model_is_gone_on_from_as_the_one_that_was_saved()
    {
        var context = new MLContext(1);
        var before = Fits.Ctr(Data);
        using var stream = new MemoryStream();
        context.Model.Save(before, Data.Schema, stream);
        stream.Position = 0;
        var loaded = (CtrTransformer)context.Model.Load(stream, out _);
        byte[] From(CtrTransformer model) => Fits.Bytes(Fits.Trainer(Fits.Options()).Fit(new TableView(Later), null, model));
        Assert.Equal(From(before), From(loaded));
    }

    [Fact]
    public void Another_architecture_or_dimension_is_refused()
    {
        var before = Fits.Ctr(Data);
        string Refused(Action<CtrTrainer.Options> set) => Fits.Refusal<ArgumentException>(
            () => Fits.Trainer(Fits.Options(set)).Fit(new TableView(Data), null, before));
        // It has the very parameters of the other one.
        Assert.Contains("DeepFm", Refused(o => o.Architecture = new WideAndDeep { HiddenUnits = [8, 4] }));
        Assert.Contains("deep.0", Refused(o => o.Architecture = new DeepFm { HiddenUnits = [6, 4] }));
        Assert.Contains("embedding", Refused(o => o.EmbeddingDimension = 5));
        Assert.Contains("deep.output", Refused(o => o.Architecture = new DeepFm { HiddenUnits = [8] }));
    }

    [Fact]
    public void A_network_of_another_task_or_other_classes_is_refused()
    {
        var trainers = new MLContext(1).MulticlassClassification.Trainers;
        NeuralNetworkTrainer Classes(string label) => trainers.NeuralNetwork(
            new NeuralNetworkTrainer.Options { LabelColumnName = label, HiddenUnits = [4] }.Run(new RunOptions()));
        var number = new MLContext(1).Regression.Trainers.NeuralNetwork(
            new NeuralNetworkTrainer.Options { LabelColumnName = "Number", HiddenUnits = [4] }.Run(new RunOptions())).Fit(new TableView(Data));
        Assert.Contains("Regression", Fits.Refusal<ArgumentException>(() => Classes("Class").Fit(new TableView(Data), null, number)));
        var three = Classes("Class").Fit(new TableView(Data));
        var four = Data.Replacing(Table.Keys("Class", 4, [.. Enumerable.Range(0, Data.Count).Select(row => (uint)(row % 4) + 1)]));
        Assert.Contains("deep.output", Fits.Refusal<ArgumentException>(() => Classes("Class").Fit(new TableView(four), null, three)));
    }

    /// <summary>The scale of a regression is taken over: outputs mean what they meant.</summary>
    [Fact]
    public void A_regression_keeps_its_scale()
    {
        NeuralNetworkTrainer Trainer(double rate) => new MLContext(1).Regression.Trainers.NeuralNetwork(new NeuralNetworkTrainer.Options
        {
            LabelColumnName = "Number",
            HiddenUnits = [4],
            // Its running means go on even when no step is taken.
            BatchNormalization = false,
        }.Run(new RunOptions()).With(rate));
        var before = Trainer(0.01).Fit(new TableView(Data));
        var shifted = Data.Change(["Number"], (_, _, value) => (10 * value) + 100);
        var after = Trainer(1e-30).Fit(new TableView(shifted), null, before);
        Assert.Equal(Fits.Scores(before, Data), Fits.Scores(after, Data));
    }

    private static int Rows(CtrTransformer model, string layer) => model.Model.Layers.Single(l => l.Name == layer).Rows;
}

file static class Rates
{
    public static NeuralNetworkTrainer.Options With(this NeuralNetworkTrainer.Options options, double rate)
    {
        options.LearningRate = rate;
        return options;
    }
}
