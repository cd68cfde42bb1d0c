using Microsoft.ML.LowRank.Testing;

namespace Microsoft.ML.LowRank.Tests.Stacking;

/// <summary>That no row is predicted by a model that has seen it, nor judged by a stage that has.</summary>
public class LeakageTests
{
    /// <summary>Remembers the labels of the rows it saw, and of others predicts the mean.</summary>
    private static IdLearner Memoriser(Table table) => new(ids =>
    {
        var seen = ids.ToDictionary(id => id, id => (float)table["Number"].GetNumbers(id)[0]);
        float mean = seen.Values.Average();
        return id => seen.GetValueOrDefault(id, mean + (0.1f * MathF.Sin(id)));
    });

    private static Table WithNoise(int rows)
    {
        var random = new Random(3);
        return StackData.Create(rows).Replacing(Table.Numbers("Number", [.. Enumerable.Range(0, rows).Select(_ => (float)random.NextDouble())]));
    }

    [Theory]
    [InlineData(MetaLearner.Regularized)]
    [InlineData(MetaLearner.NonNegative)]
    [InlineData(MetaLearner.EnsembleSelection)]
    public void On_labels_of_pure_noise_a_learner_that_memorises_is_judged_at_chance(MetaLearner metaLearner)
    {
        var table = WithNoise(200);
        var data = StackData.View(table);
        var model = Learners.FitNumber(data, [new("memory", Memoriser(table)), new("ridge", Learners.Ridge(new MLContext(1)))],
            o => o.MetaLearner = metaLearner);
        double[] labels = [.. Enumerable.Range(0, table.Count).Select(row => table["Number"].GetNumbers(row)[0])];
        double chance = Math.Sqrt(labels.Select(y => Math.Pow(y - labels.Average(), 2)).Average());
        Assert.All(model.Report!.Stages, stage => Assert.InRange(stage.Error, 0.95 * chance, 1.3 * chance));
        Assert.All(model.Report.Models, m => Assert.InRange(m.Error, 0.95 * chance, 1.3 * chance));
        // That it does remember, which is what makes the above worth something.
        float[] memory = StackData.Scores(Memoriser(table).Fit(data), data);
        Assert.All(memory.Zip(labels), pair => Assert.Equal(pair.Second, pair.First, 1e-6));
    }

    [Fact]
    public void Every_out_of_fold_prediction_comes_from_a_fit_that_did_not_see_the_row_and_the_last_fit_sees_all()
    {
        var table = StackData.Create(90);
        var fits = new List<IReadOnlyList<int>>();
        // The whole part of a prediction is the number of the fit that made it.
        var named = new IdLearner(_ =>
        {
            int number = fits.Count - 1;
            return id => number + (0.001f * (id % 7));
        }, fits);
        var model = Learners.FitNumber(StackData.View(table), [new("named", named)]);
        Assert.Equal(6, fits.Count);
        float[] predictions = model.OutOfFold!.GetPredictions("named").ToArray();
        for (int row = 0; row < table.Count; row++)
            Assert.DoesNotContain(row, fits[(int)predictions[row]]);
        Assert.Equal(Enumerable.Range(0, table.Count), fits[5]);
        Assert.All(fits.Take(5), fit => Assert.Equal(72, fit.Count));
    }

    [Fact]
    public void Two_rows_of_a_group_are_never_on_both_sides()
    {
        var table = StackData.Create(90);
        var fits = new List<IReadOnlyList<int>>();
        Learners.FitNumber(StackData.View(table), [new("a", Learners.OfSlot(table, 0, fits))], o => o.SamplingKeyColumnName = "Group");
        Assert.All(fits, fit => Assert.All(fit.GroupBy(id => id / 2), group => Assert.Equal(2, group.Count())));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void In_time_order_every_fit_sees_only_the_past_less_the_gap(double gap)
    {
        var table = StackData.Create(120);
        var fits = new List<IReadOnlyList<int>>();
        var model = Learners.FitNumber(StackData.View(table), [new("a", Learners.OfSlot(table, 0, fits))],
            o => (o.TimeColumnName, o.TimeGap, o.NumberOfFolds) = ("Day", gap, 4));
        float[] predictions = model.OutOfFold!.GetPredictions("a").ToArray();
        int[] unpredicted = [.. Enumerable.Range(0, table.Count).Where(row => float.IsNaN(predictions[row]))];
        // Five stretches of eight days; the first is learned from alone.
        Assert.Equal(Enumerable.Range(0, 24), unpredicted);
        Assert.Equal([24, 48, 72, 96], fits.SkipLast(1).Select(fit => fit.Count + (int)(3 * gap)));
        Assert.All(fits.SkipLast(1), fit => Assert.Equal(Enumerable.Range(0, fit.Count), fit.Order()));
        Assert.Equal(table.Count, fits[^1].Count);
        Assert.Equal(96, model.Report!.RowCount);
    }

    [Fact]
    public void A_fold_column_makes_the_folds_whatever_the_order_of_the_rows()
    {
        var table = StackData.Create(90);
        List<IReadOnlyList<int>> Fits(Table rows)
        {
            var fits = new List<IReadOnlyList<int>>();
            Learners.FitNumber(StackData.View(rows), [new("a", Learners.OfSlot(table, 0, fits))], o => o.FoldColumnName = "Part");
            return fits;
        }
        var straight = Fits(table);
        var reversed = Fits(table.Select(Enumerable.Range(0, table.Count).Reverse()));
        var parts = ((TableColumn<uint>)table["Part"]).Values;
        for (int fold = 0; fold < StackData.Parts; fold++)
        {
            Assert.Equal(Enumerable.Range(0, table.Count).Where(row => parts[row] != fold + 1), straight[fold]);
            Assert.Equal(straight[fold], reversed[fold].Order());
        }
    }
}
