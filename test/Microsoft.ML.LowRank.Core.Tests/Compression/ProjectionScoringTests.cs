using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML.LowRank.LinearAlgebra;

namespace Microsoft.ML.LowRank.Compression;

public class ProjectionScoringTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(16)]
    [InlineData(37)]
    public void One_row_a_batch_and_a_sparse_row_give_the_same(int rank)
    {
        var values = Naive.Gaussian(200, [.. Enumerable.Range(1, 40).Select(j => 5.0 / j)], 1, mixed: true);
        for (int i = 0; i < values.Length; i++)
            if (i % 3 == 0)
                values[i] = 0;
        foreach (bool whiten in new[] { false, true })
        {
            var projection = ExactFitTests.Fit(values, 40, new() { RankCeiling = rank, Whiten = whiten }).Projection;
            AssertDoorsAgree(projection, values, 1e-6f);
        }
    }

    [Fact]
    public void A_mean_a_hundred_thousand_times_the_spread_costs_no_digits_of_the_codes()
    {
        var spread = Naive.Gaussian(300, [.. Enumerable.Range(1, 10).Select(j => 1.0 / j)], 2, mixed: true);
        // On a grid that the shifted numbers still have, so that both data sets are the same but for the shift.
        for (int i = 0; i < spread.Length; i++)
            spread[i] = MathF.Round(spread[i] * 64) / 64;
        var shifted = Array.ConvertAll(spread, v => v + 100_000);
        var near = ExactFitTests.Fit(spread, 10, new() { RankCeiling = 3 }).Projection;
        var far = ExactFitTests.Fit(shifted, 10, new() { RankCeiling = 3 }).Projection;
        var expected = new float[3];
        var actual = new float[3];
        for (int i = 0; i < 300; i++)
        {
            near.Encode(spread.AsSpan(i * 10, 10), expected);
            far.Encode(shifted.AsSpan(i * 10, 10), actual);
            // The mean itself is kept in float32: half a unit of it, 1/256, may go astray in every column.
            for (int l = 0; l < 3; l++)
                Assert.Equal(expected[l], actual[l], 0.02f);
        }
        AssertDoorsAgree(far, shifted, 1e-5f);
    }

    [Fact]
    public void A_row_with_a_number_that_is_not_finite_gives_NaN_and_leaves_its_neighbours_alone()
    {
        var values = Naive.Gaussian(50, [1, 2, 3, 4], 3, mixed: true);
        var projection = ExactFitTests.Fit(values, 4, new() { RankCeiling = 3 }).Projection;
        var codes = new float[150];
        projection.EncodeBatch(values, 50, codes);
        foreach (float bad in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
        {
            var damaged = (float[])values.Clone();
            damaged[(20 * 4) + 1] = bad;
            var found = new float[150];
            projection.EncodeBatch(damaged, 50, found);
            for (int i = 0; i < 150; i++)
                Assert.Equal(i / 3 == 20 ? float.NaN : codes[i], found[i]);
            var code = new float[3];
            projection.Encode([bad], [2], code);
            Assert.All(code, z => Assert.True(float.IsNaN(z)));
        }
    }

    [Fact]
    public void Scoring_allocates_nothing_once_it_is_warm()
    {
        var values = Naive.Gaussian(50, [1, 2, 3, 4], 4);
        for (int i = 0; i < values.Length; i++)
            values[i] += 1000;
        foreach (bool center in new[] { true, false })
        {
            var projection = ExactFitTests.Fit(values, 4, new() { RankCeiling = 3, Center = center }).Projection;
            var code = new float[3];
            var row = new float[4];
            int[] indices = [0, 3];
            void Score()
            {
                projection.Encode(values.AsSpan(0, 4), code);
                projection.Encode(values.AsSpan(0, 2), indices, code);
                projection.Reconstruct(code, row);
            }
            for (int i = 0; i < 100; i++)
                Score();
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 100; i++)
                Score();
            Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        }
    }

    [Fact]
    public void Many_threads_score_one_projection_as_one_does()
    {
        var values = Naive.Gaussian(1000, [1, 2, 3, 4, 5], 5, mixed: true);
        for (int i = 0; i < values.Length; i++)
            values[i] += 500;
        var projection = ExactFitTests.Fit(values, 5, new() { RankCeiling = 3 }).Projection;
        var expected = new float[3000];
        projection.EncodeBatch(values, 1000, expected);
        var actual = new float[3000];
        Parallel.For(0, 1000, i => projection.Encode(values.AsSpan(i * 5, 5), actual.AsSpan(i * 3, 3)));
        Assert.Equal(expected, actual);
        projection.EncodeBatch(values, 1000, actual, 4);
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void A_code_comes_back_as_itself()
    {
        var values = Naive.Gaussian(200, [5, 4, 3, 2, 1], 6, mixed: true);
        var projection = ExactFitTests.Fit(values, 5, new() { RankCeiling = 3, Whiten = true }).Projection;
        var property = Prop.ForAll(
            ArbMap.Default.ArbFor<sbyte>(), ArbMap.Default.ArbFor<sbyte>(), ArbMap.Default.ArbFor<sbyte>(), (a, b, c) =>
            {
                float[] code = [a / 32f, b / 32f, c / 32f];
                var row = new float[5];
                var again = new float[3];
                projection.Reconstruct(code, row);
                projection.Encode(row, again);
                for (int l = 0; l < 3; l++)
                    Assert.Equal(code[l], again[l], 1e-4f);
            });
        Check.One(Config.QuickThrowOnFailure, property);
    }

    [Fact]
    public void Spans_of_a_wrong_length_and_columns_that_do_not_exist_are_refused()
    {
        var projection = ExactFitTests.Fit(Naive.Gaussian(50, [1, 2, 3], 7), 3, new() { RankCeiling = 2 }).Projection;
        Assert.Throws<ArgumentException>(() => projection.Encode(new float[4], new float[2]));
        Assert.Throws<ArgumentException>(() => projection.Encode(new float[3], new float[3]));
        Assert.Throws<ArgumentException>(() => projection.Encode([1f], [3], new float[2]));
        Assert.Throws<ArgumentException>(() => projection.Encode([1f], [-1], new float[2]));
        Assert.Throws<ArgumentException>(() => projection.EncodeBatch(new float[7], 2, new float[4]));
        Assert.Throws<ArgumentException>(() => projection.EncodeBatch(new float[3], -1, new float[4]));
        Assert.Throws<ArgumentException>(() => projection.Reconstruct(new float[1], new float[3]));
    }

    private static void AssertDoorsAgree(LowRankProjection projection, float[] values, float tolerance)
    {
        int columns = projection.InputDimension;
        int rank = projection.Rank;
        int rows = values.Length / columns;
        var codes = new float[rows * rank];
        projection.EncodeBatch(values, rows, codes);
        var one = new float[rank];
        var sparse = new float[rank];
        for (int i = 0; i < rows; i++)
        {
            var row = values[(i * columns)..((i + 1) * columns)];
            var listed = Enumerable.Range(0, columns).Where(j => row[j] != 0).ToArray();
            projection.Encode(row, one);
            projection.Encode([.. listed.Select(j => row[j])], listed, sparse);
            Assert.Equal(codes[(i * rank)..((i + 1) * rank)], one);
            float scale = 1 + one.Max(Math.Abs);
            for (int l = 0; l < rank; l++)
                Assert.Equal(one[l], sparse[l], tolerance * scale);
        }
    }
}
