using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML.LowRank.Compression;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.LinearAlgebra;

public class StreamingMomentsTests
{
    [Theory]
    [InlineData(false, 64)]
    [InlineData(true, 64)]
    [InlineData(false, 1000)]
    public void Agree_with_two_passes_in_float64(bool sparse, int blockRows)
    {
        var values = Sparsify(Naive.Gaussian(700, [1, 2, .1, 3, .01], 1), sparse ? 20 : 1);
        var weights = Enumerable.Range(0, 700).Select(i => (i % 4) * 0.5f).ToArray();
        AssertMoments(values, 5, weights, Collect(values, 5, blockRows, sparse, weights));
    }

    [Fact]
    public void A_mean_a_million_times_the_spread_costs_no_digits()
    {
        var values = Naive.Gaussian(3000, [1, 2, 4], 2);
        for (int i = 0; i < values.Length; i++)
            values[i] += 1_000_000;
        var moments = Collect(values, 3, 256);
        AssertClose(Naive.Moments(values, 3).Covariance, moments.Covariance(), 1e-5);
        AssertClose(Naive.Moments(values, 3, null, false).Covariance, moments.Covariance(false), 1e-6);
    }

    [Theory]
    [InlineData(1e30)]
    [InlineData(1e-30)]
    public void Scales_whose_squares_leave_the_range_of_float32_are_no_limit(double scale)
    {
        // One column of each scale beside an ordinary one, so that neither may spoil the other.
        var values = Naive.Gaussian(900, [scale, 1, scale / 2], 3, mixed: false);
        AssertMoments(values, 3, null, Collect(values, 3, 128));
    }

    [Fact]
    public void The_whole_range_of_float32_is_taken()
    {
        float[] values = [3e38f, 1, -3e38f, 2, 3e38f, 3, -3e38f, 4];
        var moments = Collect(values, 2, 4);
        Assert.Equal(9e76, moments.Covariance()[0], 1e71);
        Assert.Equal(1.25, moments.Covariance()[3], 6);
    }

    [Fact]
    public void A_weight_of_zero_is_absence_even_of_a_row_that_is_no_number()
    {
        var values = Naive.Gaussian(50, [1, 2], 4);
        values[20] = float.NaN;
        var weights = Enumerable.Repeat(1f, 50).ToArray();
        weights[10] = 0;
        var without = values.Where((_, at) => at / 2 != 10).ToArray();
        var moments = Collect(values, 2, 16, weights: weights);
        Assert.Equal(49, moments.Rows);
        AssertClose(Naive.Moments(without, 2).Covariance, moments.Covariance(), 1e-6);
    }

    [Fact]
    public void A_weight_of_three_is_the_row_three_times()
    {
        var values = Naive.Gaussian(60, [1, 2, 3], 5);
        var weights = Enumerable.Range(0, 60).Select(i => (float)(1 + (i % 3))).ToArray();
        var repeated = Enumerable.Range(0, 60)
            .SelectMany(i => Enumerable.Repeat(values.AsSpan(i * 3, 3).ToArray(), (int)weights[i]))
            .SelectMany(row => row).ToArray();
        var weighted = Collect(values, 3, 64, weights: weights);
        var plain = Collect(repeated, 3, 64);
        Assert.Equal(plain.Weight, weighted.Weight);
        AssertClose(plain.Covariance(), weighted.Covariance(), 1e-6);
        AssertClose(plain.Mean(), weighted.Mean(), 1e-6);
    }

    [Fact]
    public void Merging_in_any_order_gives_what_one_pass_gives()
    {
        var property = Prop.ForAll(
            ArbMap.Default.ArbFor<int>(), ArbMap.Default.ArbFor<byte>(), (seed, first) =>
            {
                var values = Naive.Gaussian(300, [1, 5, .2, 2], (ulong)seed);
                for (int i = 0; i < values.Length; i++)
                    values[i] += 7 * (i % 4);
                int cut = Math.Clamp((int)first, 1, 255);
                var a = Collect(values[..(cut * 4)], 4, 32);
                var b = Collect(values[(cut * 4)..], 4, 50, sparse: true);
                var forward = new StreamingMoments(4);
                forward.Merge(a);
                forward.Merge(b);
                var backward = new StreamingMoments(4);
                backward.Merge(b);
                backward.Merge(a);
                AssertMoments(values, 4, null, forward);
                AssertMoments(values, 4, null, backward);
                Assert.Equal(300, forward.Rows);
            });
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(50), property);
    }

    [Fact]
    public void Targets_follow_the_features()
    {
        var all = Naive.Gaussian(200, [1, 2, 3, 4], 6, mixed: true);
        var features = all.Where((_, at) => at % 4 < 3).ToArray();
        var targets = all.Where((_, at) => at % 4 == 3).ToArray();
        foreach (bool sparse in new[] { false, true })
        {
            var source = new ArrayRowSource(features, 3) { Targets = targets, Sparse = sparse };
            var moments = new StreamingMoments(3, 1);
            foreach (var block in source.Read())
                moments.Add(block);
            AssertMoments(all, 4, null, moments);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Any_number_of_threads_gives_the_same_bits(bool sparse)
    {
        var values = Sparsify(Naive.Gaussian(3000, [.. Enumerable.Range(1, 70).Select(j => (double)j)], 7), sparse ? 30 : 1);
        var one = Collect(values, 70, 1000, sparse, threads: 1).Covariance();
        foreach (int threads in new[] { 2, 3, 8 })
            Assert.Equal(one, Collect(values, 70, 1000, sparse, threads: threads).Covariance());
    }

    [Theory]
    [InlineData(float.NaN, false)]
    [InlineData(float.PositiveInfinity, false)]
    [InlineData(float.NaN, true)]
    public void A_number_that_is_not_finite_is_named_by_row_and_column(float bad, bool sparse)
    {
        var values = Sparsify(Naive.Gaussian(2000, [.. Enumerable.Repeat(1.0, 20)], 8), sparse ? 40 : 1);
        values[(1234 * 20) + 17] = bad;
        var error = Assert.Throws<InvalidOperationException>(() => Collect(values, 20, 300, sparse));
        Assert.Contains("Row 1234, column 17", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_negative_weight_is_refused_with_its_row()
    {
        var error = Assert.Throws<InvalidOperationException>(
            () => Collect(new float[6], 2, 2, weights: [1, 1, -0.5f]));
        Assert.Contains("Row 2 has the weight -0.5", error.Message, StringComparison.Ordinal);
    }

    private static StreamingMoments Collect(
        float[] values, int columns, int blockRows, bool sparse = false, float[]? weights = null, int threads = 1)
    {
        var source = new ArrayRowSource(values, columns) { BlockRows = blockRows, Sparse = sparse, Weights = weights };
        var moments = new StreamingMoments(columns, 0, threads);
        foreach (var block in source.Read())
            moments.Add(block);
        return moments;
    }

    /// <summary>Keeps every n-th value of a row-major matrix.</summary>
    private static float[] Sparsify(float[] values, int every)
    {
        for (int i = 0; i < values.Length; i++)
            if (i % every != 0)
                values[i] = 0;
        return values;
    }

    private static void AssertMoments(float[] values, int columns, float[]? weights, StreamingMoments moments)
    {
        var (mean, covariance) = Naive.Moments(values, columns, weights);
        // Every element against the scale of its own row and column.
        var found = moments.Covariance();
        var foundMean = moments.Mean();
        for (int a = 0; a < columns; a++)
        {
            double deviation = Math.Sqrt(covariance[(a * columns) + a]);
            Assert.InRange(Math.Abs(foundMean[a] - mean[a]), 0, 1e-6 * (deviation + Math.Abs(mean[a])));
            for (int b = 0; b < columns; b++)
            {
                double scale = deviation * Math.Sqrt(covariance[(b * columns) + b]);
                Assert.InRange(Math.Abs(found[(a * columns) + b] - covariance[(a * columns) + b]), 0, 3e-6 * scale);
            }
        }
    }

    private static void AssertClose(double[] expected, double[] actual, double tolerance)
    {
        double scale = expected.Max(Math.Abs);
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.InRange(Math.Abs(expected[i] - actual[i]), 0, tolerance * scale);
    }
}
