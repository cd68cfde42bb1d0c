namespace Microsoft.ML.LowRank.Stacking;

public class BlendWeightsTests
{
    [Fact]
    public void The_error_from_moments_is_the_error_on_the_rows()
    {
        foreach (double mean in new[] { 0, 1e5 })
        {
            var rows = StackingRows.Random(300, 4, 6, mean);
            double[][] blends = [[.25, .25, .25, .25], [1, 0, 0, 0], [-.5, 1, .7, -.2], [0, 0, 0, 0]];
            foreach (var weights in blends)
                foreach (double intercept in new[] { 0, -3.5 })
                {
                    double found = BlendWeights.MeanSquaredError(rows.Sums(), weights, intercept);
                    Assert.Equal(1, found / rows.Error(weights, intercept), 1e-9);
                }
        }
    }

    [Fact]
    public void As_many_weights_as_predictions_are_needed() => Assert.Throws<ArgumentException>(
        () => BlendWeights.MeanSquaredError(StackingRows.Random(9, 3, 1).Sums(), [1, 2, 3, 4]));

    [Fact]
    public void Inverse_errors_are_powers_with_sum_1()
    {
        Assert.Equal([1 / 3.0, 1 / 3.0, 1 / 3.0], BlendWeights.Equal(3));
        AssertClose([4 / 7.0, 2 / 7.0, 1 / 7.0], BlendWeights.InverseError([1, 2, 4], 1));
        AssertClose([16 / 21.0, 4 / 21.0, 1 / 21.0], BlendWeights.InverseError([1, 2, 4], 2));
        AssertClose([1 / 3.0, 1 / 3.0, 1 / 3.0], BlendWeights.InverseError([1, 2, 4], 0));
        AssertClose([1, 0, 0], BlendWeights.InverseError([1e-300, 1e300, 1], 2));
        AssertClose([0, .5, .5], BlendWeights.InverseError([1, 0, 0], 3));
    }

    private static void AssertClose(double[] expected, double[] actual) =>
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
}
