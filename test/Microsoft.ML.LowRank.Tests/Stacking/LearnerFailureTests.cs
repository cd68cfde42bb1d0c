using Microsoft.ML.LowRank.Testing;

namespace Microsoft.ML.LowRank.Tests.Stacking;

/// <summary>What becomes of a stack when a base learner fails, by whatever way of failing.</summary>
public class LearnerFailureTests
{
    private readonly Table _table = StackData.Create(90);

    private StackingLearner Good => new("good", Learners.OfSlot(_table, 2));

    private IEstimator<ITransformer> ThrowsInFit(int number)
    {
        int fits = 0;
        return new IdLearner(_ => ++fits == number
            ? throw new InvalidOperationException("its disk is full") : id => (float)_table["Predictions"].GetNumbers(id)[0]);
    }

    private IEstimator<ITransformer> Bad(string kind) => kind switch
    {
        "throws in a fold" => ThrowsInFit(3),
        "throws in the last fit" => ThrowsInFit(6),
        "gives NaN" => IdLearner.Of(_ => float.NaN),
        "gives infinity" => IdLearner.Of(_ => float.PositiveInfinity),
        "lacks a score" => new MLContext(1).Transforms.NormalizeMinMax("Features"),
        "scores in vectors" => new MLContext(1).Transforms.CopyColumns("Score", "Features"),
        "throws while scoring" => IdLearner.Of(_ => throw new InvalidOperationException("its disk is full")),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    [Theory]
    [InlineData("throws in a fold", "its disk is full")]
    [InlineData("throws in the last fit", "its disk is full")]
    [InlineData("throws while scoring", "its disk is full")]
    [InlineData("gives NaN", "0 of 90 rows")]
    [InlineData("gives infinity", "0 of 90 rows")]
    [InlineData("lacks a score", "no column 'Score'")]
    [InlineData("scores in vectors", "not Single")]
    public void It_is_left_out_with_its_reason_or_ends_the_fit(string kind, string said)
    {
        var data = StackData.View(_table);
        var messages = new List<string>();
        var context = new MLContext(1);
        context.Log += (_, e) => messages.Add(e.Message);
        var model = Learners.FitNumber(data, [new("bad", Bad(kind)), Good], null, context);
        Assert.Equal(["good"], model.LearnerNames);
        Assert.Equal(["good"], model.OutOfFold!.Names);
        var left = model.Report!.Models.Single(m => m.Name == "bad");
        Assert.False(left.IsKept);
        Assert.Contains(said, left.Reason, StringComparison.Ordinal);
        Assert.Contains(said, model.Report.ToString(), StringComparison.Ordinal);
        Assert.Contains(messages, m => m.Contains("'bad' is left out", StringComparison.Ordinal) && m.Contains(said, StringComparison.Ordinal));
        Assert.All(StackData.Scores(model, data), score => Assert.True(float.IsFinite(score)));
        // As if it had never been there.
        Assert.Equal(StackData.Scores(Learners.FitNumber(data, [Good]), data), StackData.Scores(model, data));

        var thrown = Assert.Throws<InvalidOperationException>(
            () => Learners.FitNumber(data, [new("bad", Bad(kind)), Good], o => o.OnLearnerFailure = LearnerFailure.Throw));
        Assert.Contains("'bad'", thrown.Message, StringComparison.Ordinal);
        Assert.Contains(said, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void When_all_fail_one_sentence_names_each_and_its_reason()
    {
        var e = Assert.Throws<InvalidOperationException>(() => Learners.FitNumber(StackData.View(_table),
            [new("thrower", Bad("throws in a fold")), new("empty", Bad("gives NaN"))]));
        foreach (string said in new[] { "No base learner could be fitted", "'thrower'", "its disk is full", "'empty'", "0 of 90 rows" })
            Assert.Contains(said, e.Message, StringComparison.Ordinal);
        Assert.NotNull(e.InnerException);
    }

    [Fact]
    public void A_constant_learner_is_left_out_beside_others_and_is_no_fault_alone()
    {
        var data = StackData.View(_table);
        var model = Learners.FitNumber(data, [new("constant", IdLearner.Of(_ => 3)), Good]);
        Assert.Contains("hardly varies", model.Report!.Models.Single(m => m.Name == "constant").Reason, StringComparison.Ordinal);
        Assert.Equal(["good"], model.LearnerNames);
        var alone = Learners.FitNumber(data, [new("constant", IdLearner.Of(_ => 3))]);
        float[] scores = StackData.Scores(alone, data);
        float mean = StackData.Read(data, "Number").Average(row => row[0]);
        Assert.All(scores, score => Assert.Equal(mean, score, 1e-3f));
    }

    [Fact]
    public void A_learner_that_no_longer_has_its_columns_names_itself()
    {
        var e = Assert.Throws<ArgumentOutOfRangeException>(
            () => Learners.FitNumber(StackData.View(_table, "Number", "Features"), [new("lost", Learners.OfSlot(_table, 0))]));
        Assert.Contains("Base learner 'lost'", e.Message, StringComparison.Ordinal);
        Assert.Contains("Id", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_recipe_that_gives_nothing_is_told_so()
    {
        var e = Assert.Throws<InvalidOperationException>(
            () => Learners.FitNumber(StackData.View(_table), [new("empty", _ => null!)]));
        Assert.Contains("gave null in place of an estimator", e.Message, StringComparison.Ordinal);
    }
}
