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

    [Fact]
    public void The_area_under_the_curve_is_the_share_of_pairs_in_order_and_ties_count_half()
    {
        var random = new Random(1);
        float[] truth = [.. Enumerable.Range(0, 200).Select(_ => random.Next(3) == 0 ? 1f : 0f)];
        // Few values, so that many are equal.
        float[] predictions = [.. truth.Select(label => (random.Next(8) + label) / 9)];
        double pairs = 0, ordered = 0;
        for (int i = 0; i < truth.Length; i++)
        {
            for (int j = 0; j < truth.Length; j++)
            {
                if (truth[i] != 1 || truth[j] != 0)
                    continue;
                pairs++;
                ordered += predictions[i] > predictions[j] ? 1 : predictions[i] == predictions[j] ? 0.5 : 0;
            }
        }

        Assert.Equal(ordered / pairs, Scores.AreaUnderCurve(truth, predictions), 1e-12);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_prediction_that_is_no_number_is_an_error_and_not_a_score(float value)
    {
        Assert.Throws<InvalidOperationException>(() => Scores.Of(new Truth(LearningTask.Regression, 1, [1]), [value]));
    }
}
