using Microsoft.ML.LowRank.Testing;
using Microsoft.ML.LowRank.Tests.Stacking;
using Options = Microsoft.ML.LowRank.AnyLossLinearTrainer.Options;

namespace Microsoft.ML.LowRank.Tests.Linear;

public sealed class AnyLossLinearTests
{
    private static readonly MLContext Context = new(1);

    [Fact]
    public void On_a_rare_class_it_decides_better_by_its_metric_than_cross_entropy_does()
    {
        var (train, test) = (Rare(5000, 1), Rare(5000, 2));
        foreach (var metric in new[] { ClassificationMetric.F1, ClassificationMetric.MatthewsCorrelation, ClassificationMetric.GeometricMean })
        {
            double own = Judge(Context.BinaryClassification.Trainers.AnyLossLinear(metric).Fit(train), test, metric);
            double crossEntropy = Judge(Context.BinaryClassification.Trainers.RegularizedLogisticRegression().Fit(train), test, metric);
            Assert.True(own > crossEntropy + 0.03, $"{metric}: {own}, of cross-entropy {crossEntropy}");
        }
    }

    [Fact]
    public void What_evaluators_say_is_what_the_metric_says()
    {
        var test = Rare(2000, 2);
        var model = Context.BinaryClassification.Trainers.AnyLossLinear().Fit(Rare(2000, 1));
        var scored = model.Transform(test);
        Assert.Equal(Context.BinaryClassification.EvaluateNonCalibrated(scored).F1Score, Judge(model, test, ClassificationMetric.F1), 1e-6);
        Assert.Null(scored.Schema.GetColumnOrNull("Probability"));
        Assert.Equal(model.Report!.Value, Judge(model, Rare(2000, 1), ClassificationMetric.F1), 1e-3);
    }

    [Fact]
    public void Adams_rate_and_the_rows_that_calibrate_matter()
    {
        var train = Rare(1000, 1);
        byte[] Of(Action<Options> set)
        {
            var options = new Options { Seed = 1 };
            set(options);
            using var stream = new MemoryStream();
            Context.BinaryClassification.Trainers.AnyLossLinear(options).Fit(train).Model.Save(stream);
            return stream.ToArray();
        }
        Assert.NotEqual(Of(o => (o.Optimizer, o.LearningRate) = (FullBatchOptimizer.Adam, 0.1)), Of(o => (o.Optimizer, o.LearningRate) = (FullBatchOptimizer.Adam, 0.01)));
        Assert.Equal(Of(o => o.LearningRate = 0.1), Of(o => o.LearningRate = 0.01));
        Assert.NotEqual(Of(o => o.Calibrate = true), Of(o => (o.Calibrate, o.CalibrationFraction) = (true, 0.5)));
        Assert.NotEqual(Of(o => o.Calibrate = true), Of(o => (o.Calibrate, o.Seed) = (true, 2)));
        Assert.Equal(Of(o => o.CalibrationFraction = 0.1), Of(o => o.Seed = 5));
    }

    /// <summary>Up to where the minimiser ends, that is: shifted numbers round otherwise.</summary>
    [Fact]
    public void A_shift_of_the_features_changes_next_to_nothing()
    {
        var table = RareTable(2000, 1);
        float[] Scores(Table of) => [.. Context.Data.CreateEnumerable<Scored>(
            Context.BinaryClassification.Trainers.AnyLossLinear().Fit(new TableView(of)).Transform(new TableView(of)), false).Select(row => row.Score)];
        var (own, shifted) = (Scores(table), Scores(table.Change(["Features"], (_, slot, value) => value + slot - 3)));
        Assert.All(own.Zip(shifted), pair => Assert.Equal(pair.First, pair.Second, 1e-2));
    }

    [Fact]
    public void Rows_that_lack_a_value_are_left_out_when_asked_to()
    {
        var table = RareTable(500, 1);
        var bad = table.Change(["Features"], (row, slot, value) => row % 50 == 3 && slot == 1 ? float.NaN : value);
        var kept = new TableView(table.Select([.. Enumerable.Range(0, table.Count).Where(row => row % 50 != 3)]));
        AnyLossLinearTransformer Fit(IDataView data) => Context.BinaryClassification.Trainers.AnyLossLinear(new Options { SkipInvalidRows = true }).Fit(data);
        Assert.Equal(Fit(kept).Model.Weights.ToArray(), Fit(new TableView(bad)).Model.Weights.ToArray());
        var e = Assert.Throws<InvalidOperationException>(() => Context.BinaryClassification.Trainers.AnyLossLinear().Fit(new TableView(bad)));
        Assert.Contains("Row 3, column 'Features', slot 1 is missing or not finite", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_negative_weight_is_an_error_that_names_it()
    {
        var table = RareTable(100, 1);
        var weights = Table.Numbers("Weight", [.. Enumerable.Range(0, 100).Select(row => row == 7 ? -1f : 1)]);
        var e = Assert.Throws<InvalidOperationException>(() => Context.BinaryClassification.Trainers
            .AnyLossLinear(exampleWeightColumnName: "Weight").Fit(new TableView(table.With(weights))));
        Assert.Contains("column 'Weight' of row 7 is -1, which is negative", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_saved_is_the_name_of_a_metric_its_threshold_and_calibration()
    {
        var model = Context.BinaryClassification.Trainers.AnyLossLinear(new Options
        {
            Loss = new MetricLoss(ClassificationMetric.CohenKappa) { Threshold = 0.3 },
            Calibrate = true,
            Seed = 1,
        }).Fit(Rare(2000, 1));
        using var stream = new MemoryStream();
        model.Model.Save(stream);
        stream.Position = 0;
        var loaded = AnyLossLinearModel.Load(stream);

        Assert.Equal(model.Model.Decision, loaded.Decision);
        Assert.Equal(("Cohen's kappa", Math.Log(0.3 / 0.7)), (loaded.Decision.MetricName, loaded.Decision.Threshold));
        Assert.True(loaded.Decision.Calibration!.Value.Slope > 0);
        Assert.Contains("Cohen's kappa", model.Report!.ToString(), StringComparison.Ordinal);
    }

    private static double Judge(ITransformer model, IDataView test, ClassificationMetric metric)
        => Context.BinaryClassification.EvaluateMetric(model.Transform(test), metric).Value;

    private static TableView Rare(int rows, int seed) => new(RareTable(rows, seed));

    /// <summary>One row in 20 or so is positive, and none of them for certain.</summary>
    private static Table RareTable(int rows, int seed)
    {
        var random = new Random(seed);
        float[][] features = [.. Enumerable.Range(0, rows).Select(_ => Enumerable.Range(0, 4).Select(j => ((random.NextSingle() + random.NextSingle() - 1) * (1 + j)) + j).ToArray())];
        bool[] labels = [.. features.Select(x => random.NextDouble() < 1 / (1 + Math.Exp(4.5 - (4 * x[0]) - (1.5 * (x[1] - 1)))))];
        return new Table(Table.Vectors("Features", features), Table.Booleans("Label", labels));
    }

    private sealed class Scored
    {
        public float Score { get; set; }
    }
}
