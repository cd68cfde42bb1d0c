using Microsoft.ML.LowRank.LinearAlgebra;

namespace Microsoft.ML.LowRank.Stacking;

public class PredictionStatisticsTests
{
    [Fact]
    public void Agree_with_the_rows()
    {
        var rows = StackingRows.Random(500, 5, 1, mean: 1000);
        var statistics = rows.Statistics();
        for (int j = 0; j < 5; j++)
        {
            var x = rows.Columns[j];
            double mean = x.Average(value => (double)value);
            Assert.Equal(mean, statistics.Mean(j), 1e-9);
            double variance = x.Average(value => (value - mean) * (value - mean));
            Assert.Equal(variance, statistics.Variance(j), 1e-8);
            Assert.Equal(Math.Sqrt(Difference(x, rows.Columns[5])), statistics.Risk(j), 1e-9);
            Assert.Equal(statistics.Risk(j), statistics.Risks()[j]);
            for (int k = 0; k < 5; k++)
            {
                var z = rows.Columns[k];
                Assert.Equal(Difference(x, z), statistics.MeanSquaredDifference(j, k), 1e-8);
                double other = z.Average(value => (double)value);
                double covariance = x.Zip(z, (a, b) => (a - mean) * (b - other)).Average();
                double spread = z.Average(value => (value - other) * (value - other));
                double correlation = covariance / Math.Sqrt(variance * spread);
                Assert.Equal(correlation, statistics.Correlation(j, k), 1e-10);
                double error = Enumerable.Range(0, 500)
                    .Average(i => ((double)x[i] - rows.Columns[5][i]) * ((double)z[i] - rows.Columns[5][i]));
                Assert.Equal(error, statistics.ErrorMoments()[(j * 5) + k], 1e-8);
            }
        }
    }

    [Fact]
    public void A_copy_is_no_distance_away() =>
        Assert.Equal(0, new StackingRows([1, 2, 4], [1, 2, 4], [7, 8, 3]).Statistics().MeanSquaredDifference(0, 1));

    [Fact]
    public void Two_columns_have_the_condition_of_their_correlation()
    {
        var statistics = StackingRows.Random(300, 3, 2).Statistics();
        double r = statistics.Correlation(0, 2);
        Assert.Equal((1 + r) / (1 - r), statistics.Condition([0, 2]), 1e-8);
        Assert.True(statistics.Condition([0, 1, 2]) > statistics.Condition([0, 2]));
        Assert.Equal(1, statistics.Condition([1]));
    }

    [Fact]
    public void Dependent_columns_are_singular_and_constant_ones_left_out()
    {
        var random = StackingRows.Random(64, 2, 3);
        float[] x = random.Columns[0];
        // Powers of two apart, so that nothing is rounded.
        var rows = new StackingRows(
            x, [.. x.Select(value => 2 * value)], [.. Enumerable.Repeat(0.1f, 64)],
            random.Columns[1], random.Columns[2]);
        var statistics = rows.Statistics();
        Assert.Equal(double.PositiveInfinity, statistics.Condition([0, 1]));
        Assert.Equal(statistics.Condition([0, 3]), statistics.Condition([0, 2, 3]));
        Assert.Equal(0, statistics.Variance(2));
        Assert.Equal(0, statistics.Correlation(0, 2));
        Assert.Equal(1, statistics.Condition([2]));
    }

    [Fact]
    public void Sums_of_segments_and_of_classes_can_be_pooled()
    {
        var a = StackingRows.Random(100, 2, 4, mean: 3);
        var b = StackingRows.Random(300, 2, 5, mean: -80);
        var together = new StackingRows([.. a.Columns.Zip(b.Columns, (x, z) => x.Concat(z).ToArray())]);
        var pooled = new PredictionStatistics(MomentSums.Of([a.Sums(), b.Sums()], 3));
        Assert.Equal(together.Statistics().Risk(1), pooled.Risk(1), 1e-10);
        Assert.Equal(together.Statistics().MeanSquaredDifference(0, 1), pooled.MeanSquaredDifference(0, 1), 1e-10);
    }

    private static double Difference(float[] x, float[] z) =>
        x.Zip(z, (a, b) => ((double)a - b) * ((double)a - b)).Average();
}
