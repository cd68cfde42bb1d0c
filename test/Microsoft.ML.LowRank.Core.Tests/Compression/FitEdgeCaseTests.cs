using Microsoft.ML.LowRank.LinearAlgebra;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Compression;

public class FitEdgeCaseTests
{
    public static TheoryData<LowRankMethod, bool> MethodsAndForms => new()
    {
        { LowRankMethod.Exact, false },
        { LowRankMethod.Exact, true },
        { LowRankMethod.Randomized, false },
        { LowRankMethod.Randomized, true },
        { LowRankMethod.FisherWeighted, false },
        { LowRankMethod.FisherWeighted, true },
    };

    [Theory]
    [MemberData(nameof(MethodsAndForms))]
    public void Empty_data_are_refused(LowRankMethod method, bool sparse)
    {
        var error = Assert.Throws<InvalidOperationException>(() => Fit([], 3, method, sparse));
        Assert.Contains("no row", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(MethodsAndForms))]
    public void Weights_that_are_all_zero_are_refused_as_empty_data(LowRankMethod method, bool sparse)
    {
        var error = Assert.Throws<InvalidOperationException>(() => Fit([1, 2, 3, 4], 2, method, sparse, weights: [0, 0]));
        Assert.Contains("weight above 0", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(MethodsAndForms))]
    public void A_negative_weight_is_refused(LowRankMethod method, bool sparse)
    {
        var error = Assert.Throws<InvalidOperationException>(() => Fit([1, 2, 3, 4], 2, method, sparse, weights: [1, -1]));
        Assert.Contains("Row 1 has the weight -1", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(LowRankMethod.Exact, false)]
    [InlineData(LowRankMethod.Randomized, true)]
    public void One_row_fits_only_without_centring(LowRankMethod method, bool sparse)
    {
        var error = Assert.Throws<InvalidOperationException>(() => Fit([3, 4], 2, method, sparse));
        Assert.Contains("single row", error.Message, StringComparison.Ordinal);
        var projection = Fit([3, 4], 2, method, sparse, settings: new() { Center = false }).Projection;
        Assert.Equal(1, projection.Rank);
        Assert.Equal(5, projection.SingularValues[0], 5);
        var code = new float[1];
        projection.Encode([3, 4], code);
        Assert.Equal(5, code[0], 1e-5f);
    }

    [Theory]
    [MemberData(nameof(MethodsAndForms))]
    public void The_rank_is_limited_by_columns_and_rows_and_that_is_said(LowRankMethod method, bool sparse)
    {
        var wide = Fit(Naive.Gaussian(5, [1, 2, 3, 4, 5, 6, 7, 8], 1), 8, method, sparse);
        Assert.Equal(4, wide.Projection.Rank);
        Assert.Contains(wide.Messages, m => m.Contains("there are 5 rows", StringComparison.Ordinal));
        var narrow = Fit(Naive.Gaussian(50, [1, 2, 3], 1), 3, method, sparse);
        Assert.Equal(3, narrow.Projection.Rank);
        Assert.Contains(narrow.Messages, m => m.Contains("3 columns", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(MethodsAndForms))]
    public void Constant_columns_give_no_NaN_and_come_back(LowRankMethod method, bool sparse)
    {
        var values = Naive.Gaussian(80, [1, 0, 2, 0], 2);
        for (int i = 0; i < 80; i++)
        {
            values[(i * 4) + 1] = 7.3f;
            values[(i * 4) + 3] = 0;
        }
        foreach (bool whiten in new[] { false, true })
        {
            var projection = Fit(values, 4, method, sparse, settings: new() { Whiten = whiten }).Projection;
            Assert.Equal(4, projection.Rank);
            Assert.InRange(ExactFitTests.ReconstructionError(projection, values), 0, 1e-3);
            var code = new float[4];
            for (int i = 0; i < 80; i++)
            {
                projection.Encode(values.AsSpan(i * 4, 4), code);
                Assert.All(code, z => Assert.InRange(z, -20, 20));
            }
        }
    }

    [Theory]
    [MemberData(nameof(MethodsAndForms))]
    public void Rows_that_are_all_zero_keep_everything(LowRankMethod method, bool sparse)
    {
        var projection = Fit(new float[60], 6, method, sparse, settings: new() { Whiten = true }).Projection;
        Assert.Equal(6, projection.Rank);
        Assert.Equal(1, projection.EnergyKept);
        Assert.Equal(0, projection.RelativeReconstructionError);
        var code = new float[6];
        projection.Encode(new float[6], code);
        Assert.All(code, z => Assert.Equal(0, z));
    }

    [Theory]
    [InlineData(LowRankMethod.Exact, 1e30f)]
    [InlineData(LowRankMethod.Exact, 1e-30f)]
    [InlineData(LowRankMethod.Randomized, 1e30f)]
    [InlineData(LowRankMethod.Randomized, 1e-30f)]
    [InlineData(LowRankMethod.FisherWeighted, 1e30f)]
    [InlineData(LowRankMethod.FisherWeighted, 1e-30f)]
    public void Extreme_scales_give_what_ordinary_ones_give(LowRankMethod method, float scale)
    {
        var values = Naive.Gaussian(200, [3, 2, 1, .5], 3, mixed: true);
        var scaled = Array.ConvertAll(values, v => v * scale);
        foreach (bool sparse in new[] { false, true })
        {
            var expected = Fit(values, 4, method, sparse, settings: new() { RankCeiling = 2 }).Projection;
            var actual = Fit(scaled, 4, method, sparse, settings: new() { RankCeiling = 2 }).Projection;
            Assert.Equal(expected.EnergyKept, actual.EnergyKept, 1e-4);
            for (int i = 0; i < 8; i++)
                Assert.Equal(expected.Basis[i], actual.Basis[i], 1e-3);
        }
    }

    [Theory]
    [MemberData(nameof(MethodsAndForms))]
    public void A_number_that_is_not_finite_is_an_error_with_its_place(LowRankMethod method, bool sparse)
    {
        foreach (float bad in new[] { float.NaN, float.NegativeInfinity })
        {
            var values = Naive.Gaussian(100, [1, 2, 3], 4);
            values[(77 * 3) + 2] = bad;
            var error = Assert.Throws<InvalidOperationException>(() => Fit(values, 3, method, sparse));
            Assert.Contains("Row 77, column 2", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(MethodsAndForms))]
    public void Cancelling_ends_the_fit_at_the_next_block(LowRankMethod method, bool sparse)
    {
        using var cancel = new CancellationTokenSource();
        int reports = 0;
        var settings = new LowRankFitSettings
        {
            Method = method,
            CancellationToken = cancel.Token,
            Progress = (_, _) =>
            {
                if (++reports == 1)
                    cancel.Cancel();
            },
        };
        // Every block is a chunk of its own also when sparse.
        var source = new ArrayRowSource(Naive.Gaussian(9000, [1, 2], 5), 2)
        {
            BlockRows = 4500,
            Sparse = sparse,
            Targets = [.. Enumerable.Range(0, 9000).Select(i => i % 2f)],
        };
        Assert.Throws<OperationCanceledException>(() => LowRankFitter.Fit(source, settings));
        Assert.Equal(1, reports);
    }

    [Fact]
    public void Too_many_columns_for_second_moments_are_refused_before_memory_is_taken()
    {
        var error = Assert.Throws<InvalidOperationException>(() =>
            LowRankFitter.Fit(new Wide(), new() { Method = LowRankMethod.Exact }));
        Assert.Contains("2000000000 columns", error.Message, StringComparison.Ordinal);
    }

    private static LowRankFit Fit(
        float[] values, int columns, LowRankMethod method, bool sparse, float[]? weights = null,
        LowRankFitSettings? settings = null)
    {
        var targets = values.Chunk(columns).Select((row, i) => (float)(i % 2)).ToArray();
        return LowRankFitter.Fit(
            new ArrayRowSource(values, columns) { Sparse = sparse, Weights = weights, Targets = targets, BlockRows = 20 },
            (settings ?? new()) with { Method = method });
    }

    private sealed class Wide : IRowSource
    {
        public int Columns => 2_000_000_000;

        public IEnumerable<RowBlock> Read() => throw new InvalidOperationException("Nothing is to be read.");
    }
}
