using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Testing;

namespace Microsoft.ML.LowRank.Tests.Stacking;

/// <summary>Rows, labels and learners at the edge of what can be stacked.</summary>
public class RobustnessTests
{
    private readonly Table _table = StackData.Create(90);

    private static void AssertFinite(ITransformer model, IDataView data)
        => Assert.All(StackData.Scores(model, data), score => Assert.True(float.IsFinite(score)));

    private static RegularizedStackingTrainer.Options Classes(string label, params StackingLearner[] learners) => new()
    {
        Learners = learners,
        LabelColumnName = label,
        Penalties = PenaltyKinds.Ridge,
        NumberOfPenalties = 5,
        Seed = 1,
    };

    [Fact]
    public void One_learner_is_a_stack()
    {
        var data = StackData.View(_table);
        var model = Learners.FitNumber(data, [new("only", Learners.OfSlot(_table, 0))]);
        AssertFinite(model, data);
        // A good model is not made worse by much.
        Assert.True(model.Report!.Stages[^1].Error < 1.1 * model.Report.Models[0].Error);
    }

    [Fact]
    public void Of_identical_learners_one_is_kept_and_without_that_stage_they_share_its_weight()
    {
        var data = StackData.View(_table);
        StackingLearner[] same = [.. Enumerable.Range(0, 4).Select(i => new StackingLearner($"m{i}", Learners.OfSlot(_table, 0)))];
        var deduplicated = Learners.FitNumber(data, same);
        Assert.Single(deduplicated.LearnerNames);
        Assert.Equal(3, deduplicated.Report!.Models.Count(m => m.Reason?.StartsWith("repeats", StringComparison.Ordinal) == true));
        Assert.True(double.IsPositiveInfinity(deduplicated.Report.ConditionNumberBefore));
        Assert.Equal(1, deduplicated.Report.ConditionNumberAfter);
        var all = Learners.FitNumber(data, same, o => (o.Deduplicate, o.Penalties, o.Statistics) = (false, PenaltyKinds.Ridge, false));
        double[] weights = all.Model.GetWeights().ToArray();
        Assert.All(weights, weight => Assert.Equal(weights[0], weight, 1e-6));
        AssertFinite(all, data);
    }

    [Theory]
    [InlineData(MetaLearner.Regularized)]
    [InlineData(MetaLearner.NonNegative)]
    [InlineData(MetaLearner.EnsembleSelection)]
    [InlineData(MetaLearner.Average)]
    [InlineData(MetaLearner.InverseErrorAverage)]
    [InlineData(MetaLearner.BestSingle)]
    public void Sixty_predictions_on_forty_rows_are_combined_well(MetaLearner metaLearner)
    {
        var random = new Random(2);
        float[] labels = [.. Enumerable.Range(0, 40).Select(_ => (float)LowRankCompress.Rows.Gaussian(random))];
        float[][] predictions = [.. labels.Select(y => Enumerable.Range(0, 60).Select(
            k => y + ((0.5f + (k / 30f)) * (float)LowRankCompress.Rows.Gaussian(random))).ToArray())];
        var data = StackData.View(new Table(Table.Numbers("Label", labels), Table.Vectors("Features", predictions)));
        var model = new MLContext(1).Regression.Trainers.RegularizedMetaLearner(new RegularizedMetaLearnerTrainer.Options
        {
            MetaLearner = metaLearner,
            NumberOfPenalties = 10,
            Seed = 1,
        }).Fit(data);
        AssertFinite(model, data);
        // An average of many beats the best of them, and no way may be far worse than that one.
        Assert.True(model.Report!.Stages[^1].Error < 1.3 * model.Report.Models.Min(m => m.Error),
            $"{metaLearner}: {model.Report.Stages[^1].Error}, the best single model {model.Report.Models.Min(m => m.Error)}");
        if (model.Model.IsAverage)
            Assert.Equal(1, model.Model.GetWeights().ToArray().Sum(), 1e-9);
    }

    [Fact]
    public void A_fold_of_one_class_does_not_stand_in_the_way()
    {
        // The first fold holds nothing but the negative class.
        var table = _table.Replacing(Table.Keys("Part", 3, [.. Enumerable.Range(0, 90).Select(row => row < 15 ? 1u : (uint)(2 + (row % 2)))]))
            .Replacing(Table.Booleans("Flag", [.. Enumerable.Range(0, 90).Select(row => row >= 15 && _table["Number"].GetNumbers(row)[0] > 3)]));
        var context = new MLContext(1);
        var options = Classes("Flag", new("logistic", Learners.Logistic(context)), new("flat", Learners.Logistic(context, l2: 100)));
        options.FoldColumnName = "Part";
        var data = StackData.View(table);
        var model = context.BinaryClassification.Trainers.RegularizedStacking(options).Fit(data);
        AssertFinite(model, data);
        Assert.True(double.IsFinite(model.Report!.Stages[^1].Error));
    }

    [Theory]
    [InlineData("Number")]
    [InlineData("Flag")]
    [InlineData("Class")]
    public void Labels_of_one_value_are_refused(string label)
    {
        var constant = _table.Replacing(_table[label].Select([.. Enumerable.Repeat(0, 90)]));
        var context = new MLContext(1);
        IEstimator<ITransformer> stack = label switch
        {
            "Number" => context.Regression.Trainers.RegularizedStacking(Learners.NumberOptions([new("a", Learners.OfSlot(_table, 0))])),
            "Flag" => context.BinaryClassification.Trainers.RegularizedStacking(Classes(label, new StackingLearner("a", Learners.OfSlot(_table, 0)))),
            _ => context.MulticlassClassification.Trainers.RegularizedStacking(Classes(label, new StackingLearner("a", Learners.Softmax(context)))),
        };
        var e = Assert.Throws<InvalidOperationException>(() => stack.Fit(StackData.View(constant)));
        Assert.Contains($"'{label}'", e.Message, StringComparison.Ordinal);
        Assert.Contains("same value", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_of_zero_are_absence_and_all_zero_is_refused()
    {
        // Where the weight is 0 the label is nonsense, which must not show in the meta-learner.
        var clean = _table.Change(["Weight"], (row, _, _) => row % 4 == 0 ? 0 : 1);
        var spoilt = clean.Change(["Number"], (row, _, value) => row % 4 == 0 ? 1e6f : value);
        StackingLearner[] learners = [new("a", Learners.OfSlot(_table, 0)), new("b", Learners.OfSlot(_table, 2))];
        RegularizedStackingTransformer Fit(Table table) => Learners.FitNumber(
            StackData.View(table), learners, o => (o.ExampleWeightColumnName, o.FoldColumnName) = ("Weight", "Part"));
        Assert.Equal(Fit(clean).Model.GetWeights().ToArray(), Fit(spoilt).Model.GetWeights().ToArray());
        var e = Assert.Throws<InvalidOperationException>(() => Fit(_table.Change(["Weight"], (_, _, _) => 0)));
        Assert.Contains("All weights in column 'Weight' are zero", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_negative_weight_and_no_rows_are_refused()
    {
        StackingLearner[] learners = [new("a", Learners.OfSlot(_table, 0))];
        var negative = Assert.Throws<InvalidOperationException>(() => Learners.FitNumber(
            StackData.View(_table.Change(["Weight"], (row, _, _) => row == 7 ? -1 : 1)), learners, o => o.ExampleWeightColumnName = "Weight"));
        Assert.Contains("Row 7, weight column 'Weight' is -1", negative.Message, StringComparison.Ordinal);
        var empty = Assert.Throws<InvalidOperationException>(() => Learners.FitNumber(StackData.View(_table.Select()), learners));
        Assert.Contains("no rows", empty.Message, StringComparison.Ordinal);
        var few = Assert.Throws<InvalidOperationException>(() => Learners.FitNumber(StackData.View(_table.Select(0, 1, 2)), learners));
        Assert.Contains("3 rows that can be used, too few for 5 folds", few.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_passed_through_value_that_is_missing_is_refused_before_any_fit_or_skipped_and_counted()
    {
        var table = _table.Change(["Extra"], (row, slot, value) => row == 31 && slot == 1 ? float.NaN : value);
        var fits = new List<IReadOnlyList<int>>();
        StackingLearner[] learners = [new("a", Learners.OfSlot(_table, 0, fits))];
        var e = Assert.Throws<InvalidOperationException>(
            () => Learners.FitNumber(StackData.View(table), learners, o => o.PassthroughColumnName = "Extra"));
        Assert.Contains("Row 31, column 'Extra', slot 1", e.Message, StringComparison.Ordinal);
        Assert.Empty(fits);
        var model = Learners.FitNumber(StackData.View(table), learners, o => (o.PassthroughColumnName, o.SkipInvalidRows) = ("Extra", true));
        Assert.Equal(89, model.Report!.RowCount);
        Assert.Contains(model.Report.Messages, m => m.Contains("1 rows were left out of the meta-learner", StringComparison.Ordinal));
        Assert.Equal(90, fits[^1].Count);
    }

    [Fact]
    public void A_class_without_rows_has_a_probability_near_zero()
    {
        var keys = ((TableColumn<uint>)_table["Class"]).Values;
        var table = _table.Replacing(new TableColumn<uint>("Class", new KeyDataViewType(typeof(uint), 4), keys));
        var context = new MLContext(1);
        var data = StackData.View(table);
        var model = context.MulticlassClassification.Trainers.RegularizedStacking(
            Classes("Class", new("a", Learners.Softmax(context)), new("b", Learners.Softmax(context, l2: 50)))).Fit(data);
        Assert.All(StackData.Read(model.Transform(data), "Score"), row =>
        {
            Assert.Equal(4, row.Length);
            Assert.Equal(1, row.Sum(), 1e-5f);
            Assert.InRange(row[3], 0, 0.05f);
        });
    }

    [Fact]
    public void What_was_disposed_of_does_not_score()
    {
        var model = Learners.FitNumber(StackData.View(_table), [new("a", Learners.OfSlot(_table, 0))]);
        model.Dispose();
        model.Dispose();
        Assert.Throws<ObjectDisposedException>(() => model.Transform(StackData.View(_table)));
    }

    [Fact]
    public void A_learner_is_asked_for_by_its_name()
    {
        var model = Learners.FitNumber(StackData.View(_table), [new("a", Learners.OfSlot(_table, 0))]);
        Assert.Single(model.GetLearner("a"));
        var e = Assert.Throws<ArgumentException>(() => model.GetLearner("z"));
        Assert.Contains("'z'", e.Message, StringComparison.Ordinal);
        Assert.Contains("only 'a'", e.Message, StringComparison.Ordinal);
    }
}
