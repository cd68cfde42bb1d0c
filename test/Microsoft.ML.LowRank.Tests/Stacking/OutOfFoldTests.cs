using Microsoft.ML.LowRank.Testing;

namespace Microsoft.ML.LowRank.Tests.Stacking;

/// <summary>Predictions of an earlier stack save its fits, and change nothing else.</summary>
public class OutOfFoldTests
{
    private readonly Table _table = StackData.Create(90);
    private readonly List<IReadOnlyList<int>> _fits = [];

    private StackingLearner A => new("a", Learners.OfSlot(_table, 0, _fits));

    private StackingLearner B => new("b", Learners.OfSlot(_table, 2, _fits));

    private StackingLearner C => new("c", Learners.OfSlot(_table, 3, _fits));

    private static OutOfFoldPredictions SaveAndLoad(OutOfFoldPredictions predictions)
    {
        using var stream = new MemoryStream();
        predictions.Save(stream);
        stream.Position = 0;
        return OutOfFoldPredictions.Load(stream);
    }

    [Fact]
    public void Adding_a_learner_fits_that_learner_alone()
    {
        var data = StackData.View(_table);
        var first = Learners.FitNumber(data, [A, B]);
        Assert.Equal(12, _fits.Count);
        var full = Learners.FitNumber(data, [A, B, C], o => o.Deduplicate = false);
        _fits.Clear();

        var added = Learners.FitNumber(data, [A, B, C],
            o => (o.Deduplicate, o.OutOfFold, o.EarlierModel) = (false, SaveAndLoad(first.OutOfFold!), first));
        Assert.Equal(6, _fits.Count);
        Assert.Equal(["a", "b", "c"], added.OutOfFold!.Names);
        Assert.Equal(StackData.Scores(full, data), StackData.Scores(added, data));
        Assert.Same(first.GetLearner("a")[0], added.GetLearner("a")[0]);
        _fits.Clear();

        // Without the earlier model its learners are fitted once more, to all rows.
        var refitted = Learners.FitNumber(data, [A, B, C], o => (o.Deduplicate, o.OutOfFold) = (false, first.OutOfFold));
        Assert.Equal(8, _fits.Count);
        Assert.Equal(StackData.Scores(full, data), StackData.Scores(refitted, data));
        _fits.Clear();

        Learners.FitNumber(data, [A, B, C], o => (o.Deduplicate, o.OutOfFold, o.EarlierModel) = (false, added.OutOfFold, added));
        Assert.Empty(_fits);
    }

    [Fact]
    public void The_earlier_model_may_be_loaded_and_stand_in_a_chain()
    {
        var context = new MLContext(1);
        var data = StackData.View(_table);
        StackingLearner ridge = new("ridge", Learners.Ridge(context));
        var chain = context.Transforms.CopyColumns("Copy", "Features")
            .Append(context.Regression.Trainers.RegularizedStacking(Learners.NumberOptions([ridge]))).Fit(data);
        var predictions = chain.LastTransformer.OutOfFold!;
        var loaded = ModelStore.MLNet.Load(context, ModelStore.MLNet.Save(context, chain, data.Schema), out _);
        var model = Learners.FitNumber(data, [ridge, B], o => (o.OutOfFold, o.EarlierModel) = (predictions, loaded));
        Assert.Equal(6, _fits.Count);
        Assert.Equal(StackData.Scores(Learners.FitNumber(data, [ridge, B]), data), StackData.Scores(model, data));
    }

    [Fact]
    public void Averages_of_folds_are_reused_too()
    {
        var data = StackData.View(_table);
        void Average(RegularizedStackingTrainer.Options o) => o.FinalModels = StackingFinalModels.AverageFolds;
        var first = Learners.FitNumber(data, [A, B], Average);
        Assert.Equal(10, _fits.Count);
        Assert.Equal(5, first.GetLearner("a").Count);
        _fits.Clear();
        var again = Learners.FitNumber(data, [A, B], o =>
        {
            Average(o);
            (o.OutOfFold, o.EarlierModel) = (first.OutOfFold, first);
        });
        Assert.Empty(_fits);
        Assert.Equal(StackData.Scores(first, data), StackData.Scores(again, data));
    }

    [Fact]
    public void Learners_that_the_meta_learner_left_out_are_kept_in_the_predictions()
    {
        var model = Learners.FitNumber(StackData.View(_table), [A, new("twin", Learners.OfSlot(_table, 1)), B]);
        Assert.Single(model.LearnerNames.Intersect(["a", "twin"]));
        Assert.Equal(["a", "twin", "b"], model.OutOfFold!.Names);
    }

    [Fact]
    public void Predictions_come_back_from_a_file_as_they_were()
    {
        var predictions = Learners.FitNumber(StackData.View(_table), [A, B]).OutOfFold!;
        var loaded = SaveAndLoad(predictions);
        Assert.Equal((predictions.Task, predictions.Width, predictions.RowCount), (loaded.Task, loaded.Width, loaded.RowCount));
        Assert.Equal(predictions.Names, loaded.Names);
        Assert.All(predictions.Names, name => Assert.Equal(predictions.GetPredictions(name).ToArray(), loaded.GetPredictions(name).ToArray()));
        var e = Assert.Throws<ArgumentException>(() => loaded.GetPredictions("z").Length);
        Assert.Contains("'a', 'b'", e.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string> Others => ["rows", "labels", "folds", "weights", "task"];

    [Theory]
    [MemberData(nameof(Others))]
    public void Predictions_for_other_rows_labels_folds_or_weights_are_refused_before_any_fit(string other)
    {
        var predictions = other == "task"
            ? Binary() : Learners.FitNumber(StackData.View(_table), [A, B]).OutOfFold!;
        _fits.Clear();
        var table = other switch
        {
            "rows" => _table.Select(Enumerable.Range(0, 89)),
            "labels" => _table.Change(["Number"], (row, _, value) => row == 44 ? value + 1 : value),
            _ => _table,
        };
        var e = Assert.Throws<InvalidOperationException>(() => Learners.FitNumber(StackData.View(table), [A, B], o =>
        {
            o.OutOfFold = predictions;
            o.Seed = other == "folds" ? 2 : 1;
            o.ExampleWeightColumnName = other == "weights" ? "Weight" : null;
        }));
        Assert.Contains("of other rows, labels or folds (90 rows there", e.Message, StringComparison.Ordinal);
        Assert.Empty(_fits);

        OutOfFoldPredictions Binary()
        {
            var context = new MLContext(1);
            return context.BinaryClassification.Trainers.RegularizedStacking(new RegularizedStackingTrainer.Options
            {
                Learners = [new("a", Learners.Logistic(context))],
                LabelColumnName = "Flag",
                MetaLearner = MetaLearner.Average,
                Seed = 1,
            }).Fit(StackData.View(_table)).OutOfFold!;
        }
    }

    [Fact]
    public void Damaged_predictions_are_refused()
    {
        using var stream = new MemoryStream();
        Learners.FitNumber(StackData.View(_table), [A]).OutOfFold!.Save(stream);
        byte[] sound = stream.ToArray();
        var random = new Random(1);
        for (int i = 0; i < 200; i++)
        {
            byte[] flipped = [.. sound];
            flipped[random.Next(sound.Length)] ^= (byte)(1 << random.Next(8));
            Assert.Throws<InvalidDataException>(() => OutOfFoldPredictions.Load(new MemoryStream(flipped)));
            Assert.Throws<InvalidDataException>(() => OutOfFoldPredictions.Load(new MemoryStream(sound[..random.Next(sound.Length)])));
        }
    }
}
