using Microsoft.ML.LowRank.Testing;

namespace Microsoft.ML.LowRank.Tests.Networks;

/// <summary>Options whose effect the battery's data do not show.</summary>
public sealed class NetworkOptionTests
{
    private static readonly Table Data = NetworkData.Create(400);

    [Fact]
    public void Momentum_matters_to_momentum_alone()
    {
        byte[] With(OptimizerKind kind, double momentum) => Fits.Bytes(Fits.Ctr(Data, o => (o.Optimizer, o.Momentum) = (kind, momentum)));
        Assert.NotEqual(With(OptimizerKind.MomentumSgd, 0.9), With(OptimizerKind.MomentumSgd, 0.5));
        Assert.Equal(With(OptimizerKind.Adam, 0.9), With(OptimizerKind.Adam, 0.5));
    }

    [Fact]
    public void Weight_decay_matters_to_AdamW_alone()
    {
        byte[] With(OptimizerKind kind, double decay) => Fits.Bytes(Fits.Ctr(Data, o => (o.Optimizer, o.WeightDecay) = (kind, decay)));
        Assert.NotEqual(With(OptimizerKind.AdamW, 0.01), With(OptimizerKind.AdamW, 0.5));
        Assert.Equal(With(OptimizerKind.Adam, 0.01), With(OptimizerKind.Adam, 0.5));
    }

    [Fact]
    public void The_epoch_that_is_kept_is_the_best_by_the_metric_that_monitors()
    {
        foreach (var monitor in Enum.GetValues<ValidationMetric>())
        {
            var report = Fits.Ctr(Data, o => (o.Monitor, o.MaximumEpochs, o.Patience, o.LearningRate) = (monitor, 12, 12, 0.03)).Report!;
            bool isLoss = monitor == ValidationMetric.Loss;
            Assert.Equal(isLoss ? "loss" : "AUC", report.MetricName);
            double best = report.Epochs.Max(epoch => isLoss ? -epoch.ValidationLoss : epoch.ValidationAreaUnderCurve);
            var kept = report.Epochs[report.BestEpoch - 1];
            Assert.Equal(best, isLoss ? -kept.ValidationLoss : kept.ValidationAreaUnderCurve);
        }
    }

    [Fact]
    public void The_rate_falls_in_a_straight_line_over_all_epochs_that_there_may_be()
    {
        var report = Fits.Ctr(Data, o => (o.MaximumEpochs, o.Patience, o.PlateauFactor, o.LearningRate, o.FinalRateFactor)
            = (5, 5, 1, 0.02, 0.25)).Report!;
        Assert.Equal([0.02, 0.017, 0.014, 0.011, 0.008], report.Epochs.Select(epoch => Math.Round(epoch.LearningRate, 12)));
    }

    [Fact]
    public void The_rate_falls_between_steps_of_an_epoch_too_and_is_whole_in_the_first_step()
    {
        byte[] With(int batchRows, double final) => Fits.Bytes(Fits.Ctr(Data, o =>
            (o.MaximumEpochs, o.ValidationFraction, o.BatchSize, o.FinalRateFactor) = (1, 0, batchRows, final)));
        Assert.Equal(With(Data.Count, 1), With(Data.Count, 0.1));
        Assert.NotEqual(With(Data.Count / 2, 1), With(Data.Count / 2, 0.1));
    }

    /// <summary>Labels drawn without regard to the inputs: there is nothing to learn but the training rows by heart.</summary>
    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(3, 0.1)]
    [InlineData(2, 1)]
    public void Training_ends_after_the_epochs_of_patience_and_plateaus_lower_the_rate(int patience, double factor)
    {
        var random = new Random(3);
        var noise = Data.Replacing(Table.Booleans("Label", [.. Enumerable.Range(0, Data.Count).Select(_ => random.Next(2) == 0)]));
        var report = Fits.Ctr(noise, o => (o.MaximumEpochs, o.Patience, o.PlateauFactor, o.LearningRate, o.Monitor)
            = (200, patience, factor, 0.02, ValidationMetric.Loss)).Report!;
        Assert.Equal(report.BestEpoch + patience, report.Epochs.Count);
        double rate = 0.02;
        foreach (var epoch in report.Epochs)
        {
            Assert.Equal(rate, epoch.LearningRate, 1e-12);
            if (!epoch.IsBest)
                rate *= factor;
        }
    }

    [Fact]
    public void A_learning_rate_that_is_far_too_large_is_named()
    {
        var trainer = new MLContext(1).Regression.Trainers.NeuralNetwork(new NeuralNetworkTrainer.Options
        {
            LabelColumnName = "Number",
            Optimizer = OptimizerKind.MomentumSgd,
            LearningRate = 1e30,
            GradientNorm = 0,
            ValidationFraction = 0,
        });
        Assert.Contains("learning rate", Fits.Refusal<InvalidOperationException>(() => trainer.Fit(new TableView(Data))));
    }

    [Fact]
    public void Texts_of_the_vocabulary_are_kept_on_demand_and_change_no_score()
    {
        var with = Fits.Ctr(Data, o => o.KeepVocabularyTexts = true);
        var without = Fits.Ctr(Data);
        Assert.Equal(Fits.Scores(without, Data), Fits.Scores(with, Data));
        Assert.True(Fits.Bytes(with).Length > Fits.Bytes(without).Length);
    }

    [Fact]
    public void Without_a_validation_part_all_epochs_are_run()
    {
        var report = Fits.Ctr(Data, o => (o.ValidationFraction, o.MaximumEpochs, o.Patience) = (0, 7, 1)).Report!;
        Assert.Equal(7, report.Epochs.Count);
        Assert.Equal(7, report.BestEpoch);
        Assert.Null(report.MetricName);
        Assert.Equal(Data.Count, report.RowCount);
    }
}
