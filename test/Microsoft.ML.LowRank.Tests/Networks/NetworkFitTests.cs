using Microsoft.ML.LowRank.Testing;
using Microsoft.ML.LowRank.Tests.Stacking;

namespace Microsoft.ML.LowRank.Tests.Networks;

/// <summary>How a fit runs: what it depends on, and what it does not.</summary>
public sealed class NetworkFitTests
{
    private static readonly Table Data = NetworkData.Create(400);

    [Fact]
    public async Task Two_fits_at_once_give_what_they_give_alone()
    {
        byte[] One(int seed) => Fits.Bytes(Fits.Ctr(Data, o => o.Seed = seed));
        byte[] first = One(1), second = One(2);
        byte[][] together = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(() => One(1 + (i % 2)))));
        for (int i = 0; i < together.Length; i++)
            Assert.Equal(i % 2 == 0 ? first : second, together[i]);
    }

    /// <summary>Batches that are large enough to be shared out, with fields of several values.</summary>
    [Fact]
    public void The_number_of_threads_changes_no_bit()
    {
        var many = NetworkData.Create(3000);
        byte[] With(int threads) => Fits.Bytes(Fits.Ctr(many, o =>
        {
            (o.NumberOfThreads, o.BatchSize, o.MaximumEpochs) = (threads, 1024, 2);
            o.Architecture = new DeepFm { HiddenUnits = [64, 32], Dropout = 0.1, BatchNormalization = true };
        }));
        byte[] one = With(1);
        Assert.Equal(one, With(2));
        Assert.Equal(one, With(5));
    }

    [Fact]
    public void Rows_on_disk_give_the_model_that_rows_in_memory_give()
    {
        byte[] With(long memory) => Fits.Bytes(Fits.Ctr(Data, o => o.CacheMemory = memory));
        Assert.Equal(With(1L << 30), With(0));
    }

    [Fact]
    public void A_cache_folder_that_does_not_exist_is_named()
    {
        string folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        string said = Fits.Refusal<IOException>(() => Fits.Ctr(Data, o => (o.CacheMemory, o.CacheFolder) = (0, folder)));
        Assert.Contains(folder, said);
        Assert.Contains("Choose another folder", said);
    }

    [Fact]
    public void Class_weights_are_example_weights()
    {
        var weighted = Data.Replacing(Table.Numbers("Weight", [.. ((TableColumn<bool>)Data["Label"]).Values.Select(label => label ? 3f : 0.5f)]));
        Assert.Equal(
            Fits.Bytes(Fits.Ctr(weighted, o => o.ExampleWeightColumnName = "Weight")),
            Fits.Bytes(Fits.Ctr(Data, o => o.ClassWeights = [0.5f, 3])));
    }

    [Fact]
    public void Class_weights_must_be_as_many_as_classes()
    {
        var trainer = new MLContext(1).MulticlassClassification.Trainers.NeuralNetwork(
            new NeuralNetworkTrainer.Options { LabelColumnName = "Class", ClassWeights = [1, 2] }.Run(new RunOptions()));
        string said = Fits.Refusal<InvalidOperationException>(() => trainer.Fit(new TableView(Data)));
        Assert.Contains("2 weights", said);
        Assert.Contains("3 classes", said);
    }

    [Fact]
    public void Rows_given_for_validation_judge_and_are_not_trained_on()
    {
        var judges = NetworkData.Create(100, seed: 9);
        var given = Fits.Trainer(Fits.Options()).Fit(new TableView(Data), new TableView(judges));
        Assert.Equal("loss", given.Report!.MetricName);
        Assert.Equal(Data.Count, given.Report.RowCount);
        // The last report of the best epoch is what ML.NET's evaluator says of these rows.
        var metrics = new MLContext(1).BinaryClassification.Evaluate(given.Transform(new TableView(judges)), "Label");
        Assert.Equal(metrics.AreaUnderRocCurve, given.Report.Epochs[given.Report.BestEpoch - 1].ValidationAreaUnderCurve, 1e-6);
        Assert.Equal(metrics.LogLoss * Math.Log(2), given.Report.Epochs[given.Report.BestEpoch - 1].ValidationLoss, 1e-4);
        // And what trains does not depend on who judges, while no epoch is left out.
        byte[] alone = Fits.Bytes(Fits.Ctr(Data, o => (o.ValidationFraction, o.MaximumEpochs) = (0, 1)));
        Assert.Equal(alone, Fits.Bytes(Fits.Trainer(Fits.Options(o => o.MaximumEpochs = 1)).Fit(new TableView(Data), new TableView(judges))));
    }

    [Fact]
    public void Rows_for_validation_must_be_like_the_training_rows()
    {
        Assert.Contains("'Site'", Fits.Refusal<ArgumentOutOfRangeException>(
            () => Fits.Trainer(Fits.Options()).Fit(new TableView(Data), new TableView(Data.Without("Site")))));
        Assert.Contains("'Label'", Fits.Refusal<ArgumentOutOfRangeException>(
            () => Fits.Trainer(Fits.Options()).Fit(new TableView(Data), new TableView(Data.Without("Label")))));
        var trainer = new MLContext(1).MulticlassClassification.Trainers.NeuralNetwork(
            new NeuralNetworkTrainer.Options { LabelColumnName = "Class" }.Run(new RunOptions()));
        var wider = Data.Replacing(Table.Keys("Class", 4, [.. Enumerable.Range(0, Data.Count).Select(row => (uint)(row % 4) + 1)]));
        string said = Fits.Refusal<ArgumentOutOfRangeException>(() => trainer.Fit(new TableView(Data), new TableView(wider)));
        Assert.Contains("'Class'", said);
        Assert.Contains("3 classes", said);
    }

    [Fact]
    public void A_fit_cancelled_within_an_epoch_returns_the_best_so_far()
    {
        var whole = Fits.Ctr(Data, o => o.MaximumEpochs = 2);
        using var source = new CancellationTokenSource();
        var cancelled = Fits.Ctr(Data, o =>
        {
            (o.MaximumEpochs, o.CancellationToken) = (50, source.Token);
            o.Progress = new Immediate(progress =>
            {
                if (progress.Epoch == 3)
                    source.Cancel();
            });
        });
        Assert.True(cancelled.Report!.IsPartial);
        Assert.False(whole.Report!.IsPartial);
        Assert.Equal(2, cancelled.Report.Epochs.Count);
        Assert.Equal(Fits.Bytes(whole), Fits.Bytes(cancelled));
        Assert.Throws<OperationCanceledException>(() => Fits.Ctr(Data, o =>
        {
            (o.CancellationToken, o.OnCancellation) = (source.Token, CancellationBehavior.Throw);
        }));
    }

    [Fact]
    public void Progress_rises_and_tells_of_epochs()
    {
        var reports = new List<TrainingProgress>();
        Fits.Ctr(Data, o => o.Progress = new Immediate(reports.Add));
        Assert.Equal([1, 2, 3], reports.Select(report => report.Epoch).Where(epoch => epoch > 0).Distinct());
        Assert.Equal(reports.Select(report => report.FractionDone).Order(), reports.Select(report => report.FractionDone));
        Assert.Equal(1, reports[^1].FractionDone);
        Assert.All(reports.Where(report => report.Epoch > 1), report => Assert.Equal("loss", report.MetricName));
        Assert.Contains(reports, report => report.Stage == "Reading values");
        Assert.Contains(reports, report => report.Stage == "Encoding rows");
    }

    /// <summary>A seed of the options is the seed; otherwise the context's decides, drawn when the trainer is made.</summary>
    [Fact]
    public void The_seed_is_that_of_the_options_or_of_the_context()
    {
        byte[] With(int context, int? seed) => Fits.Bytes(new MLContext(context).BinaryClassification.Trainers
            .Ctr(Fits.Options(o => o.Seed = seed)).Fit(new TableView(Data)));
        Assert.Equal(With(1, 7), With(2, 7));
        Assert.NotEqual(With(1, 7), With(1, 8));
        Assert.Equal(With(1, null), With(1, null));
        Assert.NotEqual(With(1, null), With(2, null));
    }
}
