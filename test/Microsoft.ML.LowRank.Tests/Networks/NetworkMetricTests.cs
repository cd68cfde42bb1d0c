using Microsoft.ML.LowRank.Testing;
using Microsoft.ML.LowRank.Tests.Stacking;

namespace Microsoft.ML.LowRank.Tests.Networks;

/// <summary>Networks that are trained on a metric of the confusion matrix.</summary>
public sealed class NetworkMetricTests
{
    private static readonly ClassificationMetric Metric = ClassificationMetric.F1;

    [Fact]
    public void On_a_rare_class_its_own_decision_is_better_by_the_metric_than_that_of_cross_entropy()
    {
        var (train, test) = (Rare(6000, 1), Rare(6000, 2));
        double Of(MetricLoss? loss) => Context.BinaryClassification.EvaluateMetric(Fit(train, o => o.Loss = loss).Transform(new TableView(test)), Metric).Value;
        double crossEntropy = Of(null), metric = Of(Metric);
        Assert.True(metric > crossEntropy + 0.03, $"F1 {metric} trained on it, {crossEntropy} on cross-entropy");
    }

    [Fact]
    public void Of_several_classes_the_rare_one_is_found_too()
    {
        var (train, test) = (Rare(6000, 1), Rare(6000, 2));
        double Recall(MetricLoss? loss)
        {
            var trainer = Context.MulticlassClassification.Trainers.NeuralNetwork(Options(o => (o.LabelColumnName, o.Loss) = ("Class", loss)));
            return Context.MulticlassClassification.Evaluate(trainer.Fit(new TableView(train)).Transform(new TableView(test)), "Class").MacroAccuracy;
        }
        double crossEntropy = Recall(null), metric = Recall(ClassificationMetric.BalancedAccuracy);
        Assert.True(metric > crossEntropy + 0.05, $"mean recall {metric} trained on balanced accuracy, {crossEntropy} on cross-entropy");
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.2)]
    public void Score_predicted_label_and_evaluators_are_of_one_mind(double threshold)
    {
        var model = Fit(Rare(1000, 3), o => o.Loss = new MetricLoss(Metric) { Threshold = threshold });
        var scored = model.Transform(new TableView(Rare(1000, 4)));
        var decided = Context.BinaryClassification.EvaluateMetric(scored, Metric);
        var byScore = Context.BinaryClassification.EvaluateMetric(scored, Metric, predictedLabelColumnName: "none of this name");

        Assert.Equal(decided.Counts, byScore.Counts);
        Assert.Equal(Context.BinaryClassification.EvaluateNonCalibrated(scored).F1Score, decided.Value, 1e-6);
        Assert.Null(scored.Schema.GetColumnOrNull("Probability"));
        Assert.Equal(Math.Log(threshold / (1 - threshold)), model.Model.Decision!.Threshold, 1e-6);
        Assert.Equal("F1", model.Model.Decision.MetricName);
    }

    [Fact]
    public void What_is_saved_is_the_name_of_a_metric_and_not_its_function()
    {
        var own = ClassificationMetric.Custom("half of recall, half of precision", (tp, fn, fp, _) => 0.5 * (tp / (tp + fn)) + 0.5 * (tp / (tp + fp + 1e-9)));
        var model = Fit(Rare(1000, 3), o => (o.Loss, o.Calibrate, o.ValidationFraction) = (own, true, 0.3));
        using var stream = new MemoryStream();
        model.Model.Save(stream);
        stream.Position = 0;
        var loaded = NeuralNetworkModelParameters.Load(stream);

        Assert.Equal(model.Model.Decision, loaded.Decision);
        Assert.Equal("half of recall, half of precision", loaded.Decision!.MetricName);
        Assert.NotNull(loaded.Decision.Calibration);
    }

    [Fact]
    public void Calibrated_probabilities_add_up_to_the_positive_rows()
    {
        var model = Fit(Rare(6000, 1), o => (o.Loss, o.Calibrate, o.ValidationFraction) = (Metric, true, 0.3));
        var metrics = Context.BinaryClassification.Evaluate(model.Transform(new TableView(Rare(6000, 2))));
        var steep = Fit(Rare(6000, 1), o => o.ValidationFraction = 0.3);
        var usual = Context.BinaryClassification.Evaluate(steep.Transform(new TableView(Rare(6000, 2))));

        Assert.True(metrics.LogLossReduction > 0.1, $"log loss is reduced by {metrics.LogLossReduction}");
        Assert.True(metrics.LogLoss < usual.LogLoss + 0.05, $"log loss {metrics.LogLoss}, of cross-entropy {usual.LogLoss}");
    }

    [Fact]
    public void Without_rows_that_are_held_out_nothing_is_calibrated()
    {
        var e = Assert.Throws<InvalidOperationException>(() => Fit(Rare(300, 1), o => (o.Loss, o.Calibrate, o.ValidationFraction) = (Metric, true, 0)));
        Assert.Contains("Calibrate needs rows that are not trained on", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_regression_has_no_confusion_matrix()
    {
        var e = Assert.Throws<ArgumentException>(() => Context.Regression.Trainers.NeuralNetwork(Options(o => o.Loss = Metric)));
        Assert.Contains("a regression has none", e.Message, StringComparison.Ordinal);
    }

    /// <summary>Features that say nothing, and a threshold that no probability gets above: all rows fall to one class.</summary>
    [Fact]
    public void A_network_that_falls_to_one_class_is_put_right_and_says_so()
    {
        var table = Rare(2000, 1);
        var model = Fit(table, o =>
        {
            o.Loss = new MetricLoss(Metric) { Threshold = 0.999999, WarmUp = 0.9, CrossEntropyShare = 1 };
            o.MaximumEpochs = 2;
        });
        var report = model.Report!;
        Assert.Contains("its threshold was moved", report.Collapse, StringComparison.Ordinal);
        Assert.Contains("its threshold was moved", report.ToString(), StringComparison.Ordinal);
        Assert.True(report.Metric!.Counts is { PredictedPositives: > 0, PredictedNegatives: > 0 });
        var scored = Context.BinaryClassification.EvaluateMetric(model.Transform(new TableView(table)), Metric);
        Assert.True(scored.Value > 0.2, $"{scored}");
    }

    [Fact]
    public void Accuracy_of_a_rare_class_may_want_one_class_and_that_is_said()
    {
        var table = Rare(1000, 1).Change(["Features"], (_, _, _) => 0);
        var model = Fit(table, o => o.Loss = new MetricLoss(ClassificationMetric.Accuracy));
        Assert.Contains("no other threshold makes Accuracy larger", model.Report!.Collapse, StringComparison.Ordinal);
    }

    /// <summary>A batch that memory holds in parts only has the loss of all its rows all the same.</summary>
    [Fact]
    public void A_batch_in_parts_is_one_batch()
    {
        var table = Rare(3000, 1);
        // So wide that 16 million values are fewer than these rows have in one step.
        NeuralNetworkTransformer With(double rate) => Fit(table, o =>
        {
            (o.HiddenUnits, o.BatchNormalization, o.BatchSize, o.MaximumEpochs, o.ValidationFraction) = ([8000], false, 4096, 2, 0);
            (o.Loss, o.Optimizer, o.Momentum, o.LearningRate) = (new MetricLoss(Metric) { CrossEntropyShare = 0, Memory = 0, WarmUp = 0 }, OptimizerKind.MomentumSgd, 0, rate);
        });
        var still = With(1e-12);
        var scored = still.Transform(new TableView(table));
        double tp = 0, fp = 0, positives = 0;
        foreach (var row in Context.Data.CreateEnumerable<Scored>(scored, reuseRowObject: false))
        {
            double soft = 1 / (1 + Math.Exp(-10.0 / 4 * row.Score));
            (tp, fp, positives) = row.Label ? (tp + soft, fp, positives + 1) : (tp, fp + soft, positives);
        }
        Assert.Equal(1 - (2 * tp / (positives + tp + fp)), still.Report!.Epochs[0].TrainingLoss, 1e-5);
        var moved = With(0.1).Report!.Epochs;
        Assert.True(moved[1].TrainingLoss < moved[0].TrainingLoss - 1e-3, $"{moved[0].TrainingLoss}, {moved[1].TrainingLoss} after a step");
    }

    [Fact]
    public void A_training_that_goes_on_from_a_checkpoint_is_the_same()
    {
        var table = Rare(1500, 1);
        string path = Path.Combine(Path.GetTempPath(), $"lowrank-{Guid.NewGuid():N}");
        void Set(NeuralNetworkTrainer.Options o)
            => (o.Loss, o.MaximumEpochs, o.Patience) = (new MetricLoss(Metric) { FinalAmplification = 30, WarmUp = 0.3, CrossEntropyShare = 0.1 }, 6, 1);
        byte[] whole = Bytes(Fit(table, Set));
        Assert.ThrowsAny<InvalidOperationException>(() => Fit(table, o =>
        {
            Set(o);
            o.CheckpointPath = path;
            o.Progress = new Interrupting(3);
        }));
        Assert.True(File.Exists(path));
        Assert.Equal(whole, Bytes(Fit(table, o =>
        {
            Set(o);
            o.CheckpointPath = path;
        })));
    }

    [Fact]
    public void Compressed_it_decides_as_before_and_keeps_its_threshold()
    {
        var (train, test) = (Rare(3000, 1), Rare(3000, 2));
        var model = Fit(train, o => o.Loss = new MetricLoss(Metric) { Threshold = 0.4 });
        var smaller = Context.Model.LowRankCompress(model, new TableView(train), new NetworkCompressionOptions
        {
            Ranks = RankRule.Fixed(6, 6),
            FineTuningEpochs = 2,
            Seed = 1,
        }).Model;
        double F1(ITransformer of) => Context.BinaryClassification.EvaluateMetric(of.Transform(new TableView(test)), Metric).Value;

        Assert.Equal(model.Model.Decision, ((NeuralNetworkTransformer)smaller).Model.Decision);
        Assert.True(F1(smaller) > F1(model) - 0.03, $"{F1(smaller)} of the compressed, {F1(model)} of the original");
    }

    private static MLContext Context { get; } = new(1);

    private static NeuralNetworkTransformer Fit(Table table, Action<NeuralNetworkTrainer.Options> set)
        => Context.BinaryClassification.Trainers.NeuralNetwork(Options(set)).Fit(new TableView(table));

    private static NeuralNetworkTrainer.Options Options(Action<NeuralNetworkTrainer.Options> set)
    {
        var options = new NeuralNetworkTrainer.Options { HiddenUnits = [16, 8], MaximumEpochs = 15, LearningRate = 0.01, Seed = 1 };
        set(options);
        return options;
    }

    private static byte[] Bytes(NeuralNetworkTransformer model)
    {
        using var stream = new MemoryStream();
        model.Model.Save(stream);
        return stream.ToArray();
    }

    /// <summary>One row in 20 or so is positive, and none of them for certain; a third class is as rare.</summary>
    private static Table Rare(int rows, int seed)
    {
        var random = new Random(seed);
        double Noise() => random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5;
        float[][] features = [.. Enumerable.Range(0, rows).Select(_ => Enumerable.Range(0, 6).Select(_ => (float)Noise()).ToArray())];
        double[] odds = [.. features.Select(x => (3 * (x[0] + x[1])) + (2 * x[2] * x[3]) - 4)];
        bool[] labels = [.. odds.Select(o => random.NextDouble() < 1 / (1 + Math.Exp(-o)))];
        return new Table(
            Table.Vectors("Features", features),
            Table.Booleans("Label", labels),
            StackData.Classes("Class", [.. labels.Select((label, row) => label ? 3u : features[row][4] > 0 ? 2u : 1u)]));
    }

    private sealed class Scored
    {
        public bool Label { get; set; }

        public float Score { get; set; }
    }

    private sealed class Interrupting(int epoch) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Epoch == epoch)
                throw new InvalidOperationException("enough");
        }
    }
}
