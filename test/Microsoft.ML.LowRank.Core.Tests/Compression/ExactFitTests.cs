using FsCheck;
using FsCheck.Fluent;
using MathNet.Numerics.LinearAlgebra.Double;
using Microsoft.ML.LowRank.LinearAlgebra;

namespace Microsoft.ML.LowRank.Compression;

public class ExactFitTests
{
    private static readonly double[] Deviations = [5, 3, 2, 1, .5, .1];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_error_is_the_tail_of_the_spectrum(bool center)
    {
        var values = Naive.Gaussian(400, Deviations, 1, mixed: true);
        for (int i = 0; i < values.Length; i++)
            values[i] += 1 + (i % 6);
        var singular = SingularValues(values, 6, center);
        for (int rank = 1; rank <= 6; rank++)
        {
            var projection = Fit(values, 6, new() { RankCeiling = rank, Center = center }).Projection;
            double tail = Math.Sqrt(singular.Skip(rank).Sum(s => s * s));
            double total = Math.Sqrt(singular.Sum(s => s * s));
            Assert.Equal(tail, ReconstructionError(projection, values), 2e-5 * total);
            Assert.Equal(tail / total, projection.RelativeReconstructionError, 1e-3);
            Assert.Equal(1 - (tail * tail / total / total), projection.EnergyKept, 1e-6);
            Assert.Equal(6, projection.SingularValues.Length);
            for (int l = 0; l < 6; l++)
                Assert.Equal(singular[l], projection.SingularValues[l], 1e-5 * singular[0]);
        }
    }

    [Fact]
    public void No_other_basis_of_the_same_rank_has_a_smaller_error()
    {
        var values = Naive.Gaussian(200, Deviations, 2, mixed: true);
        double best = ReconstructionError(Fit(values, 6, new() { RankCeiling = 2, Center = false }).Projection, values);
        var property = Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var basis = Naive.Rotation(6, (ulong)seed)[..12];
            double kept = 0;
            double total = 0;
            var row = new double[6];
            for (int i = 0; i < 200; i++)
            {
                for (int j = 0; j < 6; j++)
                    row[j] = values[(i * 6) + j];
                total += Naive.Dot(row, row);
                for (int l = 0; l < 2; l++)
                    kept += Math.Pow(Naive.Dot(row, basis.AsSpan(l * 6, 6)), 2);
            }
            Assert.True(Math.Sqrt(total - kept) >= best * (1 - 1e-5));
        });
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(100), property);
    }

    [Fact]
    public void The_full_rank_restores_every_row()
    {
        var values = Naive.Gaussian(60, Deviations, 3, mixed: true);
        foreach (bool whiten in new[] { false, true })
        {
            var projection = Fit(values, 6, new() { RankCeiling = 6, Whiten = whiten }).Projection;
            Assert.InRange(ReconstructionError(projection, values), 0, 1e-4);
        }
    }

    [Fact]
    public void Whitened_codes_of_the_training_rows_have_mean_zero_and_unit_covariance()
    {
        var values = Naive.Gaussian(500, Deviations, 4, mixed: true);
        var weights = Enumerable.Range(0, 500).Select(i => (float)(i % 3)).ToArray();
        var source = new ArrayRowSource(values, 6) { Weights = weights };
        var projection = LowRankFitter.Fit(source, new() { RankCeiling = 4, Whiten = true }).Projection;
        var codes = new float[500 * 4];
        projection.EncodeBatch(values, 500, codes);
        var (mean, covariance) = Naive.Moments(codes, 4, weights);
        for (int a = 0; a < 4; a++)
        {
            Assert.Equal(0, mean[a], 1e-5);
            for (int b = 0; b < 4; b++)
                Assert.Equal(a == b ? 1 : 0, covariance[(a * 4) + b], 2e-5);
        }
    }

    [Fact]
    public void The_basis_is_orthonormal_and_its_signs_are_fixed()
    {
        var projection = Fit(Naive.Gaussian(300, Deviations, 5, mixed: true), 6, new() { RankCeiling = 5 }).Projection;
        var vectors = new double[5 * 6];
        for (int j = 0; j < 6; j++)
            for (int l = 0; l < 5; l++)
                vectors[(l * 6) + j] = projection.Basis[(j * 5) + l];
        Assert.InRange(Naive.OrthogonalityError(vectors, 6), 0, 1e-6);
        for (int l = 0; l < 5; l++)
            Assert.True(vectors[(l * 6)..((l + 1) * 6)].MaxBy(Math.Abs) > 0);
    }

    [Fact]
    public void Neither_the_order_of_the_rows_nor_their_blocks_nor_sparseness_matter()
    {
        var values = Naive.Gaussian(330, Deviations, 6, mixed: true);
        var reversed = Enumerable.Range(0, 330).Reverse().SelectMany(i => values[(i * 6)..((i + 1) * 6)]).ToArray();
        var settings = new LowRankFitSettings { RankCeiling = 3 };
        var expected = Fit(values, 6, settings).Projection;
        AssertSame(expected, Fit(reversed, 6, settings).Projection, 1e-5);
        foreach (int rows in new[] { 1, 7, 330 })
            foreach (bool sparse in new[] { false, true })
                AssertSame(
                    expected,
                    LowRankFitter.Fit(new ArrayRowSource(values, 6) { BlockRows = rows, Sparse = sparse }, settings).Projection,
                    1e-5);
    }

    [Fact]
    public void Weights_count_rows()
    {
        var values = Naive.Gaussian(100, Deviations, 7, mixed: true);
        var weights = Enumerable.Range(0, 100).Select(i => (float)(i % 4)).ToArray();
        var repeated = Enumerable.Range(0, 100)
            .SelectMany(i => Enumerable.Repeat(values[(i * 6)..((i + 1) * 6)], i % 4)).SelectMany(r => r).ToArray();
        var settings = new LowRankFitSettings { RankCeiling = 3 };
        var weighted = LowRankFitter.Fit(new ArrayRowSource(values, 6) { Weights = weights }, settings).Projection;
        var plain = Fit(repeated, 6, settings).Projection;
        AssertSame(plain, weighted, 1e-5);
        Assert.Equal(150, weighted.TotalWeight);
        Assert.Equal(75, weighted.RowCount);
    }

    [Theory]
    [InlineData(LowRankMethod.Exact)]
    [InlineData(LowRankMethod.Randomized)]
    [InlineData(LowRankMethod.FisherWeighted)]
    public void Any_number_of_threads_gives_the_same_bytes(LowRankMethod method)
    {
        var values = Naive.Gaussian(2000, [.. Enumerable.Range(1, 90).Select(j => 10.0 / j)], 8, mixed: false);
        var targets = Enumerable.Range(0, 2000).Select(i => values[i * 90] > 0 ? 1f : 0).ToArray();
        byte[] Bytes(int threads, bool sparse)
        {
            var source = new ArrayRowSource(values, 90) { Targets = targets, BlockRows = 500, Sparse = sparse };
            var stream = new MemoryStream();
            LowRankFitter.Fit(source, new() { Method = method, RankCeiling = 8, Threads = threads }).Projection.Save(stream);
            return stream.ToArray();
        }
        foreach (bool sparse in new[] { false, true })
        {
            var one = Bytes(1, sparse);
            foreach (int threads in new[] { 2, 5 })
                Assert.Equal(one, Bytes(threads, sparse));
        }
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.95)]
    [InlineData(1.0)]
    public void The_energy_share_takes_the_fewest_directions_that_hold_it(double share)
    {
        var values = Naive.Gaussian(400, Deviations, 9, mixed: true);
        var energies = SingularValues(values, 6, true).Select(s => s * s).ToArray();
        int expected = Enumerable.Range(1, 6).First(k => energies.Take(k).Sum() >= share * energies.Sum() * (1 - 1e-9));
        var fit = Fit(values, 6, new() { RankCeiling = 6, EnergyShare = share });
        Assert.Equal(expected, fit.Projection.Rank);
        Assert.True(fit.Projection.EnergyKept >= share - 1e-6);
    }

    [Fact]
    public void The_ceiling_is_kept_and_said_when_it_is_below_the_energy_share()
    {
        var fit = Fit(Naive.Gaussian(400, Deviations, 9), 6, new() { RankCeiling = 2, EnergyShare = 0.999 });
        Assert.Equal(2, fit.Projection.Rank);
        Assert.Contains(fit.Messages, m => m.Contains("ceiling of 2", StringComparison.Ordinal));
    }

    [Fact]
    public void The_compression_ratio_divides_the_width() =>
        Assert.Equal(2, Fit(Naive.Gaussian(50, Deviations, 9), 6, new() { CompressionRatio = 2.9 }).Projection.Rank);

    [Theory]
    [InlineData(LowRankMethod.Exact)]
    [InlineData(LowRankMethod.Randomized)]
    public void The_noise_floor_finds_the_planted_rank(LowRankMethod method)
    {
        // Four strong directions in noise of deviation 0.3 in 40 columns.
        var values = Naive.Gaussian(1000, [9, 7, 5, 3, .. Enumerable.Repeat(0.3, 36)], 10, mixed: true);
        foreach (double? known in new double?[] { null, 0.3 })
        {
            var settings = new LowRankFitSettings
            {
                Method = method,
                RankCeiling = 20,
                NoiseFloor = true,
                NoiseDeviation = known,
            };
            Assert.Equal(4, Fit(values, 40, settings).Projection.Rank);
        }
    }

    internal static LowRankFit Fit(float[] values, int columns, LowRankFitSettings settings) =>
        LowRankFitter.Fit(new ArrayRowSource(values, columns), settings);

    internal static double[] SingularValues(float[] values, int columns, bool center)
    {
        int rows = values.Length / columns;
        var matrix = DenseMatrix.Create(rows, columns, (i, j) => values[(i * columns) + j]);
        if (center)
        {
            var mean = matrix.ColumnSums() / rows;
            matrix = DenseMatrix.Create(rows, columns, (i, j) => matrix[i, j] - mean[j]);
        }
        return [.. matrix.Svd(false).S];
    }

    internal static double ReconstructionError(LowRankProjection projection, float[] values)
    {
        int columns = projection.InputDimension;
        int rows = values.Length / columns;
        var codes = new float[rows * projection.Rank];
        var back = new float[values.Length];
        projection.EncodeBatch(values, rows, codes);
        projection.ReconstructBatch(codes, rows, back);
        return Math.Sqrt(values.Zip(back, (a, b) => ((double)a - b) * ((double)a - b)).Sum());
    }

    private static void AssertSame(LowRankProjection expected, LowRankProjection actual, double tolerance)
    {
        Assert.Equal(expected.Rank, actual.Rank);
        for (int i = 0; i < expected.Basis.Length; i++)
            Assert.Equal(expected.Basis[i], actual.Basis[i], tolerance);
        for (int j = 0; j < expected.Mean.Length; j++)
            Assert.Equal(expected.Mean[j], actual.Mean[j], tolerance);
    }
}
