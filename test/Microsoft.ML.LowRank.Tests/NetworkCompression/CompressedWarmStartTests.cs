using Microsoft.ML.LowRank.Testing;
using Microsoft.ML.LowRank.Tests.Networks;
using static Microsoft.ML.LowRank.Tests.NetworkCompression.CompressedModels;

namespace Microsoft.ML.LowRank.Tests.NetworkCompression;

/// <summary>Going on from a model that was compressed.</summary>
public sealed class CompressedWarmStartTests
{
    /// <summary>Half of the rows name sites that the earlier model has not seen.</summary>
    private static readonly Table Later = Rows.Replacing(Table.Texts("Site", [.. Enumerable.Range(0, Rows.Count).Select(row =>
        row % 2 == 0 ? $"new{row % 3}.example" : Rows["Site"].Show(row))]));

    /// <summary>Steps that are too short to be seen: what is left is how training begins.</summary>
    private static CtrTransformer From(CtrTransformer before, Table data, Action<CtrTrainer.Options>? set = null) => Fits.Trainer(Fits.Options(o =>
    {
        (o.Architecture, o.LearningRate, o.EmbeddingL2) = (new DeepFm { HiddenUnits = [16, 8] }, 1e-30, 0);
        set?.Invoke(o);
    })).Fit(new TableView(data), null, before);

    /// <summary>A rank for every field, so that the order of fields is not the encoder's.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Vocabularies_grow_and_what_was_known_keeps_its_codes(bool asBytes)
    {
        var before = (CtrTransformer)Compress(Ctr(), o => (o.Ranks, o.QuantizeTables) = (RankRule.Energy(0.7), asBytes)).Model;
        Assert.Equal(asBytes, before.Model.Layers.Any(layer => layer.IsQuantized));
        Assert.NotNull(before.Model.Network.Tables);
        Assert.False(before.Model.Network.Tables.Fields.IsIdentity);
        var after = From(before, Later);
        Assert.DoesNotContain(after.Model.Layers, layer => layer.IsQuantized);
        float[] expected = Scores(before), known = Scores(after);
        for (int row = 0; row < expected.Length; row++)
            Assert.Equal(expected[row], known[row], 1e-5f);
        float[] unseen = Scores(before, Later), seen = Scores(after, Later);
        for (int row = 0; row < Rows.Count; row++)
            Assert.Equal(row % 2 == 0, Math.Abs(unseen[row] - seen[row]) > 1e-5f);
    }

    [Fact]
    public void Training_goes_on_and_the_network_keeps_its_size()
    {
        var before = (CtrTransformer)Compress(Ctr()).Model;
        var after = From(before, Rows, o => (o.LearningRate, o.MaximumEpochs) = (0.003, 3));
        Assert.Equal(before.Model.ParameterCount, after.Model.ParameterCount);
        Assert.NotEqual(Scores(before), Scores(after));
        double cold = Ctr(o => o.MaximumEpochs = 1).Report!.Epochs[0].TrainingLoss;
        Assert.True(after.Report!.Epochs[0].TrainingLoss < cold);
    }

    [Fact]
    public void It_may_be_compressed_again_at_the_end()
    {
        var before = (CtrTransformer)Compress(Ctr()).Model;
        var after = From(before, Later, o => o.Compression = Options(c => c.Ranks = RankRule.Fixed(1, 2)));
        Assert.Equal(after.Model.ParameterCount, after.Report!.Compression!.After.Parameters);
        Assert.True(after.Report.Compression.After.Parameters < after.Report.Compression.Before.Parameters);
    }

    /// <summary>Normalisation is folded into the layers when a network is compressed, and stays there.</summary>
    [Fact]
    public void A_network_whose_layers_were_normalised_goes_on()
    {
        var trainers = new MLContext(1).Regression.Trainers;
        var before = (NeuralNetworkTransformer)Compress(
            trainers.NeuralNetwork(Neural("Number", o => o.BatchNormalization = true)).Fit(View), o => o.LabelColumnName = "Number").Model;
        var after = trainers.NeuralNetwork(Neural("Number", o => (o.LearningRate, o.EmbeddingL2) = (1e-30, 0))).Fit(View, null, before);
        float[] expected = Scores(before), scores = Scores(after);
        for (int row = 0; row < expected.Length; row++)
            Assert.Equal(expected[row], scores[row], 1e-4f);
    }

    [Fact]
    public void Rows_of_sparse_vectors_are_taken_over_as_well()
    {
        var before = (NeuralNetworkTransformer)Compress(WideTrainer().Fit(new TableView(Wide)), o => o.Ranks = RankRule.Energy(0.7), Wide).Model;
        Assert.False(before.Model.Network.Tables!.Fields.IsIdentity);
        var grown = Wide.Replacing(Later["Site"]);
        var after = WideTrainer(o => (o.LearningRate, o.EmbeddingL2) = (1e-30, 0)).Fit(new TableView(grown), null, before);
        float[] expected = Scores(before, Wide), scores = Scores(after, Wide);
        for (int row = 0; row < expected.Length; row++)
            Assert.Equal(expected[row], scores[row], 1e-4f);
    }

    [Fact]
    public void Another_network_is_refused()
    {
        var before = (CtrTransformer)Compress(Ctr()).Model;
        string Refused(Action<CtrTrainer.Options> set) => Fits.Refusal<ArgumentException>(() => From(before, Rows, set));
        Assert.Contains("DeepFm", Refused(o => o.Architecture = new WideAndDeep { HiddenUnits = [16, 8] }));
        Assert.Contains("deep.0", Refused(o => o.Architecture = new DeepFm { HiddenUnits = [12, 8] }));
        Assert.Contains("deep.1.weight", Refused(o => o.Architecture = new DeepFm { HiddenUnits = [16] }));
        Assert.Contains("deep.2.weight", Refused(o => o.Architecture = new DeepFm { HiddenUnits = [16, 8, 8] }));
        Assert.Contains("embedding", Refused(o => o.EmbeddingDimension = 5));
    }
}
