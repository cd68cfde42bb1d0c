using Microsoft.ML.LowRank.Quality.Harness;
using Microsoft.ML.LowRank.Quality.Stacking;
using Microsoft.ML.LowRank.Samples.Learning;

namespace Microsoft.ML.LowRank.Quality.Tests;

public class LogLossSelectionTests
{
    private static readonly Truth Truth = new(LearningTask.Binary, 1, [1, 1, 0, 0]);

    [Fact]
    public void Learners_that_make_up_for_each_other_share_the_weight()
    {
        // Each is sure of one half of the rows and hardly knows the other.
        float[] first = [0.99f, 0.55f, 0.01f, 0.45f], second = [0.55f, 0.99f, 0.45f, 0.01f];

        double[] weights = LogLossSelection.Select(Truth, [first, second]);

        Assert.Equal([0.5, 0.5], weights);
    }

    [Fact]
    public void A_learner_that_only_makes_it_worse_gets_nothing()
    {
        double[] weights = LogLossSelection.Select(Truth, [[0.4f, 0.4f, 0.6f, 0.6f], [0.9f, 0.9f, 0.1f, 0.1f]]);

        Assert.Equal([0, 1], weights);
    }

    [Fact]
    public void Of_several_classes_the_probability_of_the_true_one_counts()
    {
        var truth = new Truth(LearningTask.Multiclass, 3, [0, 2]);
        float[] good = [0.8f, 0.1f, 0.1f, 0.1f, 0.1f, 0.8f], bad = [0.1f, 0.8f, 0.1f, 0.1f, 0.8f, 0.1f];

        Assert.Equal([1, 0], LogLossSelection.Select(truth, [good, bad]));
    }

    [Fact]
    public void The_mean_is_weighted()
    {
        Assert.Equal([0.25f, 0.75f], LogLossSelection.Mean([0.25, 0.75], [[1, 0], [0, 1]]));
    }
}
