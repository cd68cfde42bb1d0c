using Microsoft.ML.LowRank.Testing;

namespace Microsoft.ML.LowRank.Tests.Stacking;

/// <summary>A fit that is told to stop, at every place where that can happen; and how it tells of its progress.</summary>
public sealed class CancellationTests : IDisposable
{
    private readonly Table _table = StackData.Create(90);
    private readonly CancellationTokenSource _source = new();
    private readonly List<IReadOnlyList<int>> _fits = [];

    public void Dispose() => _source.Dispose();

    /// <summary>A learner that cancels the fit in its fit of the given number; 1 to 5 are folds, 6 sees all rows.</summary>
    private StackingLearner Cancelling(string name, int number, int slot)
    {
        int own = 0;
        return new StackingLearner(name, new IdLearner(_ =>
        {
            if (++own == number)
                _source.Cancel();
            return id => (float)_table["Predictions"].GetNumbers(id)[slot];
        }, _fits));
    }

    private RegularizedStackingTransformer Fit(
        int first, int second, CancellationBehavior behavior = CancellationBehavior.ReturnBestSoFar,
        StackingFinalModels final = StackingFinalModels.Refit)
        => Learners.FitNumber(StackData.View(_table), [Cancelling("a", first, 0), Cancelling("b", second, 2)],
            o => (o.CancellationToken, o.OnCancellation, o.FinalModels) = (_source.Token, behavior, final));

    [Fact]
    public void Before_the_start_nothing_is_read_whatever_the_behaviour()
    {
        _source.Cancel();
        Assert.Throws<OperationCanceledException>(() => Fit(0, 0));
        Assert.Throws<OperationCanceledException>(() => Fit(0, 0, CancellationBehavior.Throw));
        Assert.Empty(_fits);
    }

    [Theory]
    [InlineData(StackingFinalModels.Refit)]
    [InlineData(StackingFinalModels.AverageFolds)]
    public void In_the_folds_of_the_second_learner_the_first_is_what_there_is(StackingFinalModels final)
    {
        var model = Fit(0, 2, final: final);
        Assert.True(model.IsPartial);
        Assert.Equal(["a"], model.LearnerNames);
        // Nothing is fitted any more, so the models of the folds score.
        Assert.Equal(7, _fits.Count);
        Assert.Equal(5, model.GetLearner("a").Count);
        Assert.Contains("cancelled", model.Report!.Models.Single(m => m.Name == "b").Reason, StringComparison.Ordinal);
        Assert.Equal(["a"], model.OutOfFold!.Names);
        var data = StackData.View(_table);
        Assert.All(StackData.Scores(model, data), score => Assert.True(float.IsFinite(score)));
        var loaded = ModelStore.MLNet.Load(new MLContext(1), ModelStore.MLNet.Save(new MLContext(1), Partial(), data.Schema), out _);
        Assert.False(((RegularizedStackingTransformer)loaded).IsPartial);
    }

    /// <summary>A partial model that can be saved: test learners cannot.</summary>
    private RegularizedStackingTransformer Partial()
    {
        using var source = new CancellationTokenSource();
        int fits = 0;
        var second = new IdLearner(_ =>
        {
            if (++fits == 2)
                source.Cancel();
            return id => id;
        });
        var partial = Learners.FitNumber(StackData.View(_table), [new("ridge", Learners.Ridge(new MLContext(1))), new("second", second)],
            o => o.CancellationToken = source.Token);
        Assert.True(partial.IsPartial);
        return partial;
    }

    [Fact]
    public void In_the_last_fits_the_models_of_folds_stand_in_for_those_that_are_missing()
    {
        var model = Fit(6, 0);
        Assert.True(model.IsPartial);
        Assert.Equal(["a", "b"], model.LearnerNames);
        Assert.Equal(11, _fits.Count);
        Assert.Equal(5, model.GetLearner("b").Count);
    }

    [Fact]
    public void In_the_folds_of_the_first_learner_there_is_nothing_to_return()
    {
        var e = Assert.Throws<OperationCanceledException>(() => Fit(3, 0));
        Assert.Contains("before any base learner was through", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(6, 0)]
    [InlineData(0, 6)]
    public void Throw_throws_wherever_it_happens(int first, int second)
        => Assert.Throws<OperationCanceledException>(() => Fit(first, second, CancellationBehavior.Throw));

    [Fact]
    public void A_learner_in_the_middle_of_its_rows_is_stopped_and_not_blamed()
    {
        using var source = new CancellationTokenSource();
        var view = new TableView(StackData.Create(400)) { OnRow = read => CancelAt(read) };
        void CancelAt(long read)
        {
            // The third learner's first row: labels are read once, each earlier learner reads ten times.
            if (read == 400 * 21)
                source.Cancel();
        }
        var model = Learners.FitNumber(view, [Reader("a", 0), Reader("b", 2), Reader("c", 3)],
            o => o.CancellationToken = source.Token);
        Assert.True(model.IsPartial);
        Assert.Equal(["a", "b"], model.OutOfFold!.Names);
        Assert.InRange(view.RowsRead, 400 * 21, 400 * 22);

        StackingLearner Reader(string name, int slot) => new(name, Learners.OfSlot(view.Table, slot));
    }

    [Fact]
    public void A_fit_that_could_be_cancelled_and_was_not_is_whole()
    {
        var model = Fit(0, 0);
        Assert.False(model.IsPartial);
        Assert.Equal(12, _fits.Count);
        Assert.All(model.LearnerNames, name => Assert.Single(model.GetLearner(name)));
    }

    [Fact]
    public void Progress_rises_to_one_and_says_how_long_it_will_take()
    {
        var reports = new List<TrainingProgress>();
        Learners.FitNumber(StackData.View(_table), [new("a", Learners.OfSlot(_table, 0)), new("b", context => Learners.Ridge(context))],
            o => (o.Progress, o.NumberOfThreads) = (new Immediate(reports.Add), 2));
        Assert.Equal(reports.Select(r => r.FractionDone).Order(), reports.Select(r => r.FractionDone));
        Assert.All(reports.SkipLast(1), r => Assert.InRange(r.FractionDone, 0, 0.9999));
        Assert.Equal(1, reports[^1].FractionDone);
        Assert.All(reports, r => Assert.NotNull(r.TimeLeft));
        Assert.Equal(TimeSpan.Zero, reports[^1].TimeLeft);
        Assert.True(reports.Count(r => r.Stage == "Base learners, fold by fold") >= 10);
        Assert.Equal(2, reports.Count(r => r.Stage == "Base learners, on all rows"));
    }
}
