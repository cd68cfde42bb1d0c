using Microsoft.ML.LowRank.Quality.Harness;
using Microsoft.ML.LowRank.Samples.Learning;

namespace Microsoft.ML.LowRank.Quality.Tests;

public class ScoresTests
{
    [Fact]
    public void Rmse_is_the_root_of_the_mean_square()
    {
        var scores = Scores.Of(new Truth(LearningTask.Regression, 1, [1, 2, 3]), [1, 4, 1]);

        Assert.Equal(Math.Sqrt(8.0 / 3), scores[Scores.Rmse], 1e-12);
    }

    [Fact]
    public void Two_classes_are_judged_by_loss_accuracy_and_area()
    {
        var scores = Scores.Of(new Truth(LearningTask.Binary, 1, [1, 0, 1]), [0.5f, 0.25f, 0.75f]);

        Assert.Equal(-(Math.Log(0.5) + Math.Log(0.75) + Math.Log(0.75)) / 3, scores[Scores.LogLoss], 1e-12);
        Assert.Equal(2.0 / 3, scores[Scores.Accuracy], 1e-12);
        Assert.Equal(1, scores[Scores.Auc]);
    }

    [Fact]
    public void Several_classes_are_judged_by_loss_accuracy_and_accuracy_per_class()
    {
        float[] predictions = [0.5f, 0.25f, 0.25f, 0.75f, 0.125f, 0.125f, 0.25f, 0.5f, 0.25f];
        var scores = Scores.Of(new Truth(LearningTask.Multiclass, 3, [0, 0, 2]), predictions);

        Assert.Equal(-(Math.Log(0.5) + Math.Log(0.75) + Math.Log(0.25)) / 3, scores[Scores.LogLoss], 1e-12);
        Assert.Equal(2.0 / 3, scores[Scores.Accuracy], 1e-12);
        Assert.Equal(0.5, scores[Scores.MacroAccuracy], 1e-12);
    }

    [Fact]
    public void A_confident_mistake_costs_the_logarithm_of_the_least_probability()
    {
        var scores = Scores.Of(new Truth(LearningTask.Binary, 1, [1]), [0]);

        Assert.Equal(-Math.Log(Scores.LeastProbability), scores[Scores.LogLoss], 1e-12);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_prediction_that_is_no_number_is_an_error_and_not_a_score(float value)
    {
        Assert.Throws<InvalidOperationException>(() => Scores.Of(new Truth(LearningTask.Regression, 1, [1]), [value]));
    }
}
