using Microsoft.ML.LowRank.Testing;
using Microsoft.ML.LowRank.Tests.Networks;
using Microsoft.ML.LowRank.Tests.Stacking;
using static Microsoft.ML.LowRank.Tests.NetworkCompression.CompressedModels;

namespace Microsoft.ML.LowRank.Tests.NetworkCompression;

/// <summary>Trainers that compress what they trained.</summary>
public sealed class TrainedAndCompressedTests
{
    /// <summary>The same rows train, the same rows judge, and the same seed: the same model.</summary>
    [Fact]
    public void A_fit_that_compresses_is_a_fit_and_a_compression()
    {
        var plain = Ctr();
        var inside = Ctr(o => o.Compression = Options(c => (c.Seed, c.LabelColumnName, c.ValidationFraction) = (77, "ignored", 0.7)));
        Assert.Equal(Fits.Bytes((CtrTransformer)Compress(plain).Model), Fits.Bytes(inside));
        Assert.Null(plain.Report!.Compression);
        var report = inside.Report!;
        Assert.False(report.IsPartial);
        Assert.Equal(plain.Model.ParameterCount, report.ParameterCount);
        Assert.Equal(inside.Model.ParameterCount, report.Compression!.After.Parameters);
        Assert.Contains(report.Compression.Summary, report.ToString());
        Assert.Contains("Relative error", report.ToString());
    }

    [Fact]
    public void Weights_of_rows_and_classes_are_those_of_the_trainer()
    {
        CtrTransformer Fit(Action<CtrTrainer.Options> set) => Ctr(o =>
        {
            // Short steps: what differs then is the compression.
            (o.LearningRate, o.EmbeddingL2, o.MaximumEpochs, o.Compression) = (1e-30, 0, 1, Options());
            set(o);
        });
        byte[] usual = Fits.Bytes(Fit(_ => { }));
        Assert.NotEqual(usual, Fits.Bytes(Fit(o => o.ExampleWeightColumnName = "Weight")));
        Assert.NotEqual(usual, Fits.Bytes(Fit(o => o.ClassWeights = [1, 3])));
    }

    [Fact]
    public void Bad_options_are_listed_with_the_trainers()
    {
        string message = Fits.Refusal<ArgumentException>(() => Ctr(o =>
            (o.BatchSize, o.Compression) = (-1, Options(c => (c.Patience, c.DistillationShare) = (0, 2)))));
        foreach (string said in (string[])["BatchSize is -1", "Compression.Patience is 0", "Compression.DistillationShare is 2"])
            Assert.Contains(said, message);
    }

    [Fact]
    public void Options_are_read_when_the_trainer_is_made()
    {
        var options = Fits.Options(o => o.Compression = Options());
        var trainer = Fits.Trainer(options);
        options.Compression!.QuantizeTables = true;
        Assert.DoesNotContain(trainer.Fit(View).Model.Layers, layer => layer.IsQuantized);
    }

    [Theory]
    [InlineData("Training")]
    [InlineData("Calibrating")]
    public void A_network_that_is_trained_is_returned_when_there_is_no_time_to_compress_it(string stage)
    {
        CtrTransformer Fit(CancellationBehavior behavior)
        {
            using var source = new CancellationTokenSource();
            return Ctr(o =>
            {
                (o.Compression, o.CancellationToken, o.OnCancellation) = (Options(), source.Token, behavior);
                o.Progress = new Immediate(progress =>
                {
                    if (progress.Stage == stage && progress.Epoch is 0 or 2)
                        source.Cancel();
                });
            });
        }
        var model = Fit(CancellationBehavior.ReturnBestSoFar);
        Assert.True(model.Report!.IsPartial);
        Assert.Null(model.Report.Compression);
        Assert.Equal(Ctr().Model.ParameterCount, model.Model.ParameterCount);
        Assert.Throws<OperationCanceledException>(() => Fit(CancellationBehavior.Throw));
    }

    [Fact]
    public void Progress_of_both_is_one_rise()
    {
        var seen = new List<TrainingProgress>();
        Ctr(o => (o.Compression, o.Progress) = (Options(), new Immediate(seen.Add)));
        Assert.Equal(seen.Select(p => p.FractionDone).Order(), seen.Select(p => p.FractionDone));
        Assert.Contains(seen, p => p.Stage == "Training");
        Assert.Contains(seen, p => p.Stage == "Fine-tuning");
        Assert.All(seen.Where(p => p.Stage == "Training"), p => Assert.True(p.FractionDone < 0.71));
    }
}
