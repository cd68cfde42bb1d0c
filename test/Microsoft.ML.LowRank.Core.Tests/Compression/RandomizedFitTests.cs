using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML.LowRank.LinearAlgebra;

namespace Microsoft.ML.LowRank.Compression;

public class RandomizedFitTests
{
    [Theory]
    [InlineData(1.0)]
    [InlineData(0.5)]
    [InlineData(2.0)]
    public void Within_one_percent_of_the_optimal_error_on_decaying_spectra(double power)
    {
        var deviations = Enumerable.Range(1, 120).Select(j => Math.Pow(j, -power)).ToArray();
        var values = Naive.Gaussian(600, deviations, 1, mixed: true);
        var singular = ExactFitTests.SingularValues(values, 120, true);
        foreach (int rank in new[] { 1, 5, 20 })
        {
            double optimal = Math.Sqrt(singular.Skip(rank).Sum(s => s * s));
            var settings = new LowRankFitSettings { Method = LowRankMethod.Randomized, RankCeiling = rank };
            var projection = ExactFitTests.Fit(values, 120, settings).Projection;
            double error = ExactFitTests.ReconstructionError(projection, values);
            Assert.InRange(error, optimal * (1 - 1e-4), optimal * 1.01);
            double total = Math.Sqrt(singular.Sum(s => s * s));
            Assert.Equal(error / total, projection.RelativeReconstructionError, 1e-3);
            for (int l = 0; l < rank; l++)
                Assert.Equal(singular[l], projection.SingularValues[l], 1e-2 * singular[l]);
        }
    }

    [Fact]
    public void Sparse_rows_around_their_mean_agree_with_the_exact_method()
    {
        var values = Naive.Gaussian(500, [.. Enumerable.Range(1, 80).Select(j => 8.0 / j)], 2);
        for (int i = 0; i < values.Length; i++)
            values[i] = i % 7 == 0 ? values[i] + 3 : 0;
        LowRankProjection Fit(LowRankMethod method, bool sparse) => LowRankFitter.Fit(
            new ArrayRowSource(values, 80) { Sparse = sparse },
            new() { Method = method, RankCeiling = 6 }).Projection;
        var exact = Fit(LowRankMethod.Exact, false);
        foreach (bool sparse in new[] { true, false })
        {
            var randomized = Fit(LowRankMethod.Randomized, sparse);
            Assert.Equal(exact.EnergyKept, randomized.EnergyKept, 2e-4);
            for (int j = 0; j < 80; j++)
                Assert.Equal(exact.Mean[j], randomized.Mean[j], 1e-5);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(30)]
    public void First_rows_unlike_all_others_do_not_mislead_the_start(double strength)
    {
        // The first chunk lives in forty columns, all later rows in sixty others.
        var values = Naive.Gaussian(2000, [.. Enumerable.Range(0, 100).Select(j => 10 / Math.Sqrt(1 + (j % 40)))], 6);
        for (int i = 0; i < 2000; i++)
            for (int j = 0; j < 100; j++)
                values[(i * 100) + j] *= i < 64 == j < 40 ? (i < 64 ? (float)strength : 1) : 0;
        foreach (bool center in new[] { false, true })
        {
            var settings = new LowRankFitSettings { RankCeiling = 10, Center = center };
            var exact = ExactFitTests.Fit(values, 100, settings with { Method = LowRankMethod.Exact }).Projection;
            var found = ExactFitTests.Fit(values, 100, settings with { Method = LowRankMethod.Randomized }).Projection;
            Assert.InRange(found.EnergyKept, exact.EnergyKept * (1 - 2e-4), exact.EnergyKept * (1 + 1e-5));
            Assert.Equal(exact.SingularValues[0], found.SingularValues[0], 1e-4 * exact.SingularValues[0]);
        }
    }

    [Fact]
    public void Rows_that_do_not_fit_the_memory_are_read_again_with_the_same_outcome()
    {
        var values = Naive.Gaussian(400, [.. Enumerable.Range(1, 50).Select(j => 1.0 / j)], 3, mixed: true);
        foreach (bool sparse in new[] { false, true })
        {
            byte[] Fit(long bytes, out int reads)
            {
                var source = new ArrayRowSource(values, 50) { Sparse = sparse };
                var stream = new MemoryStream();
                LowRankFitter.Fit(
                    source, new() { Method = LowRankMethod.Randomized, RankCeiling = 4, CacheBytes = bytes })
                    .Projection.Save(stream);
                reads = source.Reads;
                return stream.ToArray();
            }
            var kept = Fit(long.MaxValue, out int once);
            var read = Fit(10_000, out int several);
            Assert.Equal(1, once);
            Assert.True(several > 1);
            Assert.Equal(kept, read);
        }
    }

    [Fact]
    public void The_seed_decides_the_bytes()
    {
        var values = Naive.Gaussian(300, [.. Enumerable.Range(1, 60).Select(j => 1 / Math.Sqrt(j))], 4, mixed: true);
        byte[] Fit(int seed)
        {
            var stream = new MemoryStream();
            ExactFitTests.Fit(values, 60, new() { Method = LowRankMethod.Randomized, RankCeiling = 5, Seed = seed })
                .Projection.Save(stream);
            return stream.ToArray();
        }
        Assert.Equal(Fit(1), Fit(1));
        Assert.NotEqual(Fit(1), Fit(2));
    }

    [Fact]
    public void Weights_count_rows()
    {
        var values = Naive.Gaussian(200, [.. Enumerable.Range(1, 40).Select(j => 1.0 / j)], 5, mixed: true);
        values[5] = float.NaN;
        var weights = Enumerable.Range(0, 200).Select(i => (float)(i % 3)).ToArray();
        var repeated = Enumerable.Range(0, 200)
            .SelectMany(i => Enumerable.Repeat(values[(i * 40)..((i + 1) * 40)], i % 3)).SelectMany(r => r).ToArray();
        var settings = new LowRankFitSettings { Method = LowRankMethod.Randomized, RankCeiling = 4 };
        foreach (bool sparse in new[] { false, true })
        {
            var weighted = LowRankFitter.Fit(
                new ArrayRowSource(values, 40) { Weights = weights, Sparse = sparse }, settings).Projection;
            var plain = LowRankFitter.Fit(new ArrayRowSource(repeated, 40) { Sparse = sparse }, settings).Projection;
            Assert.Equal(plain.EnergyKept, weighted.EnergyKept, 1e-5);
            Assert.Equal(plain.SingularValues[0], weighted.SingularValues[0], 1e-4 * plain.SingularValues[0]);
        }
    }

    [Fact]
    public void Exactly_low_rank_data_are_restored_even_with_more_directions_than_they_have()
    {
        var property = Prop.ForAll(ArbMap.Default.ArbFor<int>(), ArbMap.Default.ArbFor<byte>(), (seed, choice) =>
        {
            int rank = 1 + (choice % 3);
            var values = Naive.Gaussian(
                150, [.. Enumerable.Range(0, 50).Select(j => j < rank ? 1.0 + j : 0)], (ulong)seed, mixed: true);
            var settings = new LowRankFitSettings
            {
                Method = LowRankMethod.Randomized,
                RankCeiling = 7,
                Whiten = choice % 2 == 0,
                Seed = seed,
            };
            var projection = ExactFitTests.Fit(values, 50, settings).Projection;
            Assert.Equal(7, projection.Rank);
            Assert.InRange(ExactFitTests.ReconstructionError(projection, values), 0, 1e-2);
            var basis = new double[7 * 50];
            for (int j = 0; j < 50; j++)
                for (int l = 0; l < 7; l++)
                    basis[(l * 50) + j] = projection.Basis[(j * 7) + l];
            Assert.InRange(Naive.OrthogonalityError(basis, 50), 0, 1e-5);
        });
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(20), property);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Automatic_takes_it_for_more_than_4096_columns(bool center)
    {
        // Two directions of alternating columns, three values stored in a row.
        const int Columns = 5000;
        var values = new float[60 * Columns];
        for (int i = 0; i < 60; i++)
        {
            values[(i * Columns) + (2 * i)] = 1;
            values[(i * Columns) + 4000] = (i % 5) + 1;
            values[(i * Columns) + 4999] = (i % 7) + 2;
        }
        var source = new ArrayRowSource(values, Columns) { Sparse = true, BlockRows = 16 };
        var fit = LowRankFitter.Fit(source, new() { RankCeiling = 2, Center = center });
        Assert.Equal(LowRankMethod.Randomized, fit.Projection.Method);
        Assert.Contains(fit.Messages, m => m.Contains("Randomized", StringComparison.Ordinal));
        // The rank of the data is what the rows allow; the two large columns hold nearly all.
        Assert.InRange(fit.Projection.EnergyKept, 0.75, 1);
    }
}
