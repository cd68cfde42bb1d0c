using Microsoft.ML.LowRank.Compression;
using Microsoft.ML.LowRank.LinearAlgebra;

namespace Microsoft.ML.LowRank.Stacking;

public class MetaFeaturesTests
{
    [Fact]
    public unsafe void The_network_finds_the_median_of_any_order_of_zeros_and_ones()
    {
        // A network of minima and maxima that is right for all zeros and ones is right for all numbers.
        float* values = stackalloc float[12 * MedianNetwork.Lanes];
        for (int count = 1; count <= 12; count++)
        {
            var network = new MedianNetwork(count);
            for (int first = 0; first < 1 << count; first += MedianNetwork.Lanes)
            {
                for (int j = 0; j < count; j++)
                    for (int lane = 0; lane < MedianNetwork.Lanes; lane++)
                        values[(j * MedianNetwork.Lanes) + lane] = (first + lane) >> j & 1;
                var median = network.Median(values);
                for (int lane = 0; lane < MedianNetwork.Lanes; lane++)
                {
                    int ones = System.Numerics.BitOperations.PopCount((uint)(first + lane) & ((1u << count) - 1));
                    Assert.Equal(2 * ones > count ? 1 : 2 * ones == count ? 0.5f : 0, median[lane]);
                }
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(31)]
    [InlineData(40)]
    [InlineData(97)]
    [InlineData(100)]
    public void Agree_with_the_definitions(int kept)
    {
        int columns = kept + 2;
        foreach (int rows in new[] { 1, 7, 8, 9, 19 })
        {
            var values = Naive.Gaussian(rows, [.. Enumerable.Repeat(3.0, columns)], (ulong)(kept + rows));
            int[] chosen = [.. Enumerable.Range(1, kept)];
            var features = new MetaFeatures(chosen);
            var result = new float[(rows * features.Columns) + 1];
            result[^1] = 12345;
            features.Compute(rows, columns, values, result);
            Assert.Equal(12345, result[^1]);
            for (int i = 0; i < rows; i++)
                AssertRow(
                    [.. chosen.Select(j => values[(i * columns) + j])],
                    result.AsSpan(i * features.Columns, features.Columns));
        }
    }

    [Theory]
    [InlineData(1e6f, 0.0625f)]
    [InlineData(1f, 1.1920929e-7f)]
    [InlineData(1e18f, 1e12f)]
    [InlineData(1e-18f, 1e-24f)]
    public void Predictions_that_nearly_agree_keep_the_digits_of_their_spread(float center, float step)
    {
        float[] row = [.. Enumerable.Range(0, 11).Select(j => center + (j * j % 5 * step))];
        var features = new MetaFeatures([.. Enumerable.Range(0, 11)]);
        var result = new float[features.Columns];
        features.Compute(1, 11, row, result);
        AssertRow(row, result);
        Assert.True(result[12] > 0);
    }

    [Fact]
    public void Equal_predictions_have_no_spread_at_all()
    {
        float[] row = [.. Enumerable.Repeat(0.1f, 37)];
        var features = new MetaFeatures([.. Enumerable.Range(0, 37)]);
        var result = new float[features.Columns];
        features.Compute(1, 37, row, result);
        Assert.Equal([0.1f, 0, 0.1f, 0, 0, 0], result[37..]);
    }

    [Fact]
    public void Groups_of_features_can_be_left_out()
    {
        float[] row = [9, 1, 2, 6];
        Assert.Equal([9, 2], Compute(new MetaFeatures([0, 2], statistics: false, interactions: false), row));
        Assert.Equal([6, 9, 7.5f, 1.5f, 7.5f, 3], Compute(new MetaFeatures([3, 0], interactions: false), row));
        Assert.Equal([6, 9, 11.25f, 4.5f], Compute(new MetaFeatures([3, 0], statistics: false), row));
        Assert.Equal(["mean", "std", "median", "range", "mean×std", "range×std"], new MetaFeatures([0]).AddedNames);
        Assert.Equal(["mean×std", "range×std"], new MetaFeatures([0], statistics: false).AddedNames);
        Assert.Throws<ArgumentException>(() => new MetaFeatures([]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Compute(new MetaFeatures([4]), row));
        Assert.Throws<ArgumentOutOfRangeException>(() => Compute(new MetaFeatures([-1]), row));

        static float[] Compute(MetaFeatures features, float[] row)
        {
            var result = new float[features.Columns];
            features.Compute(1, row.Length, row, result);
            return result;
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_number_that_is_not_finite_spoils_its_own_row_alone(float bad)
    {
        var values = Naive.Gaussian(8, [1, 1, 1, 1, 1], 9);
        foreach (int column in Enumerable.Range(0, 5))
        {
            var spoilt = (float[])values.Clone();
            spoilt[(3 * 5) + column] = bad;
            var features = new MetaFeatures([0, 1, 2, 3, 4]);
            float[] result = new float[8 * 11], expected = new float[8 * 11];
            features.Compute(8, 5, values, expected);
            features.Compute(8, 5, spoilt, result);
            for (int i = 0; i < 8; i++)
                if (i == 3)
                    Assert.All(result[((i * 11) + 5)..((i + 1) * 11)], value => Assert.Equal(float.NaN, value));
                else
                    Assert.Equal(expected[(i * 11)..((i + 1) * 11)], result[(i * 11)..((i + 1) * 11)]);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_source_passes_on_all_but_the_columns(bool sparse)
    {
        var values = Naive.Gaussian(1000, [1, 2, 3, 4], 10);
        for (int i = 0; i < values.Length; i += 3)
            values[i] = 0;
        var source = new ArrayRowSource(values, 4)
        {
            BlockRows = 600,
            Sparse = sparse,
            Weights = [.. Enumerable.Range(0, 1000).Select(i => i % 3f)],
            Targets = Naive.Gaussian(2000, [1], 11),
            TargetCount = 2,
            Segments = [.. Enumerable.Range(0, 1000).Select(i => (i % 7) - 1)],
        };
        var features = new MetaFeatures([3, 1]);
        var expected = new float[1000 * 8];
        features.Compute(1000, 4, values, expected);
        foreach (int threads in new[] { 1, 2, 3 })
        {
            var read = new List<float>();
            var meta = new MetaFeatureSource(source, features, threads);
            Assert.Equal(8, meta.Columns);
            foreach (var (block, original) in meta.Read().Zip(source.Read()))
            {
                Assert.Null(block.Indices);
                Assert.Equal((original.FirstRow, original.Rows, 8, 2),
                    (block.FirstRow, block.Rows, block.Columns, block.TargetCount));
                Assert.Equal(original.Weights, block.Weights);
                Assert.Equal(original.Targets, block.Targets);
                Assert.Equal(original.Segments, block.Segments);
                read.AddRange(block.Values.Take(block.Rows * 8));
            }
            Assert.Equal(expected, read);
        }
    }

    private static void AssertRow(float[] kept, ReadOnlySpan<float> found)
    {
        double[] sorted = [.. kept.Select(value => (double)value).Order()];
        double mean = sorted.Average();
        double deviation = Math.Sqrt(sorted.Average(value => (value - mean) * (value - mean)));
        double median = (sorted[sorted.Length / 2] + sorted[(sorted.Length - 1) / 2]) / 2;
        double range = sorted[^1] - sorted[0];
        Assert.Equal(kept, found[..kept.Length].ToArray());
        double[] expected = [mean, deviation, median, range, mean * deviation, range * deviation];
        for (int f = 0; f < expected.Length; f++)
        {
            // One rounding to float32, and next to nothing before it.
            double error = Math.Abs(found[kept.Length + f] - expected[f]);
            Assert.True(error <= (Math.Abs(expected[f]) * 6.1e-8) + 1e-45,
                $"Feature {f}: {found[kept.Length + f]}, not {expected[f]}");
        }
    }
}
