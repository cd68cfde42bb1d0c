using Microsoft.ML.LowRank.Compression;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.LinearAlgebra;

public class SegmentMomentsTests
{
    private const int Rows = SegmentData.Rows;

    public static TheoryData<string> Variants => Matrices.Variants;

    [Theory]
    [MemberData(nameof(Variants))]
    public void Agree_with_two_passes_in_every_segment(string variant)
    {
        foreach (int columns in new[] { 1, 2, 7, 8, 15, 23, 40 })
            foreach (bool sparse in new[] { false, true })
                foreach (int segments in new[] { 1, 3, 11 })
                {
                    var data = new SegmentData(columns, 2, segments, weighted: true, sparse);
                    AssertSegments(data, data.Collect(variant, 400, threads: 2));
                }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Without_weights_and_segments_all_rows_are_segment_0(int segments)
    {
        var values = Naive.Gaussian(Rows, [1, 2, 3], 4);
        var moments = new SegmentMoments(3, 0, segments);
        foreach (var block in new ArrayRowSource(values, 3).Read())
            moments.Add(block);
        var sums = moments.Segments();
        Assert.Equal([Rows, .. new long[segments - 1]], moments.Rows);
        Assert.Equal([Rows, .. new double[segments - 1]], sums.Select(part => part.Weight));
        AssertMoments(Naive.Moments(values, 3), sums[0], 1e-13);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(10)]
    public void Bits_depend_neither_on_threads_nor_on_blocks(int segments)
    {
        foreach (bool sparse in new[] { false, true })
        {
            var data = new SegmentData(20, 1, segments, weighted: true, sparse);
            // The shift is the mean of the first 256 rows that count, so that the first block must hold them.
            var expected = data.Collect(null, 4096, threads: 1).Segments();
            foreach (var (blockRows, threads) in new[] { (4096, 2), (4096, 3), (4096, 8), (701, 1), (900, 2), (999, 3) })
                AssertSame(expected, data.Collect(null, blockRows, threads).Segments());
        }
    }

    [Fact]
    public void Reading_the_sums_midway_does_not_change_them()
    {
        var data = new SegmentData(9, 1, 3, weighted: false, sparse: false);
        var moments = new SegmentMoments(9, 1, 3);
        foreach (var block in data.Source(512).Read())
        {
            moments.Add(block);
            AssertSame(moments.Segments(), moments.Segments());
        }
        AssertSame(data.Collect(null, 512, 1).Segments(), moments.Segments());
    }

    [Fact]
    public void Segments_share_a_shift_and_add_up_to_the_whole()
    {
        var data = new SegmentData(6, 1, 5, weighted: true, sparse: false);
        var parts = data.Collect(null, 300, 1).Segments();
        Assert.All(parts, part => Assert.Equal(parts[0].Shift, part.Shift));
        Assert.All(parts[0].Shift, shift => Assert.Equal(shift, (float)shift));
        var (values, weights) = data.Of(segment => segment >= 0);
        AssertMoments(Naive.Moments(values, 7, weights), MomentSums.Of(parts, 7), 1e-12);
    }

    [Fact]
    public void A_weight_of_three_is_the_row_three_times()
    {
        var values = Naive.Gaussian(600, [1, 2, 3], 5);
        var weights = Enumerable.Range(0, 600).Select(i => (float)(i % 4)).ToArray();
        var repeated = Enumerable.Range(0, 600)
            .SelectMany(i => Enumerable.Repeat(values.AsSpan(i * 3, 3).ToArray(), (int)weights[i]))
            .SelectMany(row => row).ToArray();
        var weighted = new SegmentMoments(3, 0, 1);
        weighted.Add(new ArrayRowSource(values, 3) { BlockRows = 600, Weights = weights }.Read().Single());
        var plain = new SegmentMoments(3, 0, 1);
        plain.Add(new ArrayRowSource(repeated, 3) { BlockRows = 900 }.Read().Single());
        var (a, b) = (weighted.Segments()[0], plain.Segments()[0]);
        Assert.Equal(450, weighted.Rows[0]);
        Assert.Equal(900, plain.Rows[0]);
        Assert.Equal(b.Weight, a.Weight);
        AssertMoments((b.Mean(), b.Covariance(true)), a, 1e-13);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_000_000)]
    public void Nearly_equal_columns_are_told_apart_to_many_digits(float mean)
    {
        // Their difference has a millionth of their variance or less: float32 products would leave none of it.
        var values = Naive.Gaussian(3000, [1, 0], 6);
        for (int i = 0; i < 3000; i++)
        {
            values[i * 2] += mean;
            values[(i * 2) + 1] = values[i * 2] + (mean == 0 ? (i % 7) * 1e-4f : (i % 7) / 8f);
        }
        var moments = new SegmentMoments(2, 0, 1);
        foreach (var block in new ArrayRowSource(values, 2) { BlockRows = 500 }.Read())
            moments.Add(block);
        var differences = Enumerable.Range(0, 3000).Select(i => (double)values[(i * 2) + 1] - values[i * 2]).ToArray();
        double expected = differences.Sum(d => (d - differences.Average()) * (d - differences.Average())) / 3000;
        var covariance = moments.Segments()[0].Covariance(true);
        Assert.Equal(1, (covariance[0] - (2 * covariance[1]) + covariance[3]) / expected, 1e-7);
    }

    [Fact]
    public void The_whole_range_of_float32_is_taken()
    {
        float[] values = [3e38f, 1e-38f, -3e38f, 2e-38f, 3e38f, 3e-38f, -3e38f, 4e-38f];
        var moments = new SegmentMoments(2, 0, 1);
        moments.Add(new ArrayRowSource(values, 2).Read().Single());
        var covariance = moments.Segments()[0].Covariance(true);
        Assert.Equal(1, covariance[0] / 9e76, 1e-6);
        Assert.Equal(1, covariance[3] / 1.25e-76, 1e-6);
    }

    [Theory]
    [InlineData(float.NaN, false)]
    [InlineData(float.NegativeInfinity, false)]
    [InlineData(float.NaN, true)]
    public void A_number_that_is_not_finite_is_named_by_row_and_column(float bad, bool sparse)
    {
        foreach (int column in new[] { 0, 17, 20 })
        {
            var data = new SegmentData(20, 1, 4, weighted: false, sparse);
            int row = Array.FindIndex(data.Segments, 1234, segment => segment >= 0);
            if (column < 20)
                data.Values[(row * 20) + column] = bad;
            else
                data.Targets[row] = bad;
            var error = Assert.Throws<InvalidOperationException>(() => data.Collect(null, 300, 2));
            string place = column < 20 ? $"Row {row}, column {column} holds" : $"Row {row}, target 0 holds";
            Assert.Contains(place, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Absent_rows_may_hold_anything()
    {
        float[] values = [1, float.NaN, 3, float.PositiveInfinity, 5];
        var moments = new SegmentMoments(1, 0, 1);
        moments.Add(new RowBlock
        {
            Rows = 5,
            Columns = 1,
            Values = values,
            Weights = [1, 0, 1, 1, 1],
            Segments = [0, 0, 0, -1, 0],
        });
        Assert.Equal(3, moments.Rows[0]);
        Assert.Equal(3, moments.Segments()[0].Mean()[0]);
    }

    [Fact]
    public void What_cannot_be_used_is_refused()
    {
        var moments = new SegmentMoments(1, 0, 2);
        RowBlock Block() => new() { FirstRow = 10, Rows = 2, Columns = 1, Values = [1, 2] };
        var block = Block();
        block.Weights = [1, -0.5f];
        Assert.Contains("Row 11 has the weight -0.5",
            Assert.Throws<InvalidOperationException>(() => moments.Add(block)).Message, StringComparison.Ordinal);
        block = Block();
        block.Segments = [0, 2];
        Assert.Contains("Row 11 is of segment 2",
            Assert.Throws<ArgumentException>(() => moments.Add(block)).Message, StringComparison.Ordinal);
        block = Block();
        block.Columns = 2;
        Assert.Throws<ArgumentException>(() => moments.Add(block));
    }

    private static void AssertSegments(SegmentData data, SegmentMoments moments)
    {
        var sums = moments.Segments();
        for (int s = 0; s < sums.Length; s++)
        {
            var (values, weights) = data.Of(segment => segment == s);
            Assert.Equal(weights.Count(weight => weight > 0), moments.Rows[s]);
            Assert.Equal(weights.Sum(weight => (double)weight), sums[s].Weight, 1e-9);
            AssertMoments(Naive.Moments(values, data.Width, weights), sums[s], 1e-12);
        }
    }

    private static void AssertMoments((double[] Mean, double[] Covariance) expected, MomentSums sums, double tolerance)
    {
        var (mean, covariance) = (sums.Mean(), sums.Covariance(true));
        for (int a = 0; a < sums.Size; a++)
        {
            double deviation = Math.Sqrt(expected.Covariance[(a * sums.Size) + a]);
            Assert.InRange(mean[a] - expected.Mean[a], -tolerance * (deviation + 7), tolerance * (deviation + 7));
            for (int b = 0; b < sums.Size; b++)
            {
                double scale = tolerance * deviation * Math.Sqrt(expected.Covariance[(b * sums.Size) + b]);
                int at = (a * sums.Size) + b;
                Assert.InRange(covariance[at] - expected.Covariance[at], -scale, scale);
            }
        }
    }

    private static void AssertSame(MomentSums[] expected, MomentSums[] actual)
    {
        for (int s = 0; s < expected.Length; s++)
        {
            Assert.Equal(expected[s].Weight, actual[s].Weight);
            Assert.Equal(expected[s].Shift, actual[s].Shift);
            Assert.Equal(expected[s].First, actual[s].First);
            Assert.Equal(expected[s].Second, actual[s].Second);
        }
    }
}
