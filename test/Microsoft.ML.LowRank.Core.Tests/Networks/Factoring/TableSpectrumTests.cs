using Microsoft.ML.LowRank.LinearAlgebra;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Networks.Factoring;

public class TableSpectrumTests
{
    [Theory]
    [InlineData(50, 6)]
    [InlineData(3, 16)]
    [InlineData(40, 80)]
    [InlineData(80, 80)]
    [InlineData(20_000, 5)]
    public void Counts_give_what_streaming_the_lookups_gives(int rows, int columns)
    {
        var (table, counts) = Table(rows + 7, columns, 1);
        counts = counts[5..(5 + rows)];
        // Every lookup as a row of its own.
        var lookups = new List<float>();
        for (int i = 0; i < rows; i++)
            for (int c = 0; c < counts[i]; c++)
                for (int j = 0; j < columns; j++)
                    lookups.Add(table.Span[((5 + i) * columns) + j]);
        var (mean, covariance) = Naive.Moments([.. lookups], columns);
        var spectrum = TableSpectrum.Of("table", table, 5, rows, RowWeights.Counts(counts));
        AssertClose(mean, spectrum.Mean, 1e-9);
        AssertClose(covariance, spectrum.Covariance(), 1e-9);
        var energies = SymmetricEigen.Decompose((double[])covariance.Clone(), columns, 1).Values;
        Assert.Equal(Math.Min(columns, rows - 1), spectrum.Largest);
        for (int k = 0; k < spectrum.Energies.Length; k++)
            Assert.Equal(energies[k], spectrum.Energies[k], 1e-9);
        Assert.Equal(energies.Sum(), spectrum.Total, 1e-8);

        var floats = TableSpectrum.Of(
            "table", table, 5, rows, RowWeights.Of(Array.ConvertAll(counts, c => c * 0.25f)));
        AssertClose(spectrum.Energies, floats.Energies, 1e-9);
    }

    [Theory]
    [InlineData(50, 6, 2)]
    [InlineData(50, 6, 6)]
    [InlineData(30, 80, 5)]
    [InlineData(9_000, 16, 4)]
    public void Restored_lookups_have_the_mean_of_the_originals_and_lose_the_tail(int rows, int columns, int rank)
    {
        var (table, counts) = Table(rows + 3, columns, 2);
        counts = counts[2..(2 + rows)];
        var spectrum = TableSpectrum.Of("table", table, 2, rows, RowWeights.Counts(counts));
        var projection = spectrum.Project(rank);
        var codes = new CpuTensor(rows + 4, rank);
        codes.Span.Fill(-9);
        projection.Write(table, 2, rows, codes, 1, threads: 2);
        Assert.All(codes.Span[..rank].ToArray(), v => Assert.Equal(-9, v));
        Assert.All(codes.Span[((rows + 1) * rank)..].ToArray(), v => Assert.Equal(-9, v));

        var mean = new double[columns];
        double lost = 0, total = counts.Sum(c => (double)c);
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < columns; j++)
            {
                double restored = projection.Mean[j];
                for (int l = 0; l < rank; l++)
                    restored += (double)codes.Span[((i + 1) * rank) + l] * projection.Up[(l * columns) + j];
                mean[j] += counts[i] / total * restored;
                double difference = table.Span[((2 + i) * columns) + j] - restored;
                lost += counts[i] / total * difference * difference;
                if (rank == columns)
                    Assert.Equal(0, difference, 1e-5);
            }
        AssertClose(spectrum.Mean, mean, 1e-6);
        Assert.Equal(CalibrationLayer.Tail(spectrum.Energies, spectrum.Total, rank), lost / spectrum.Total, 1e-6);
    }

    [Theory]
    [InlineData(40, 6)]
    [InlineData(12, 70)]
    public void Not_centred_it_is_the_singular_value_decomposition(int rows, int columns)
    {
        var (table, _) = Table(rows, columns, 3);
        var spectrum = TableSpectrum.Of("table", table, 0, rows, RowWeights.Equal, isCentered: false);
        var svd = ThinSvd.Decompose(Array.ConvertAll(table.Span.ToArray(), v => (double)v), rows, columns);
        Assert.Equal(Math.Min(rows, columns), spectrum.Largest);
        AssertClose(Array.ConvertAll(svd.Values, s => s * s / rows), spectrum.Energies, 1e-9 * spectrum.Total);
        Assert.All(spectrum.Mean, m => Assert.Equal(0, m));
        var up = spectrum.Project(2).Up;
        AssertClose(svd.Right[..(2 * columns)], Array.ConvertAll(up, u => (double)u), 1e-5);
    }

    [Theory]
    [InlineData(100_000, 8)]
    [InlineData(700, 520)]
    public void Any_number_of_threads_gives_the_same_bits(int rows, int columns)
    {
        var (table, counts) = Table(rows, columns, 4);
        var one = TableSpectrum.Of("table", table, 0, rows, RowWeights.Counts(counts), threads: 1);
        var many = TableSpectrum.Of("table", table, 0, rows, RowWeights.Counts(counts), threads: 4);
        Assert.Equal(one.Energies, many.Energies);
        Assert.Equal(one.Mean, many.Mean);
        var (few, more) = (new CpuTensor(rows, 3), new CpuTensor(rows, 3));
        one.Project(3).Write(table, 0, rows, few, 0, 1);
        many.Project(3).Write(table, 0, rows, more, 0, 4);
        Assert.True(few.Span.SequenceEqual(more.Span));
    }

    [Fact]
    public void A_large_mean_costs_no_digits()
    {
        var (table, _) = Table(5000, 4, 5);
        var expected = TableSpectrum.Of("table", table, 0, 5000, RowWeights.Equal).Energies;
        for (int i = 0; i < table.Span.Length; i++)
            table.Span[i] = MathF.Round(table.Span[i] * 1024) / 1024;
        var rounded = TableSpectrum.Of("table", table, 0, 5000, RowWeights.Equal).Energies;
        for (int i = 0; i < table.Span.Length; i++)
            table.Span[i] += 4096;
        var moved = TableSpectrum.Of("table", table, 0, 5000, RowWeights.Equal).Energies;
        AssertClose(expected, rounded, 1e-3);
        AssertClose(rounded, moved, 1e-10);
    }

    [Fact]
    public void Rows_that_were_never_seen_count_alike()
    {
        var (table, _) = Table(30, 4, 6);
        var none = TableSpectrum.Of("table", table, 0, 30, RowWeights.Counts(new int[30]));
        Assert.Equal(TableSpectrum.Of("table", table, 0, 30, RowWeights.Equal).Energies, none.Energies);
    }

    [Fact]
    public void A_single_row_is_its_mean()
    {
        var (table, _) = Table(3, 4, 7);
        var spectrum = TableSpectrum.Of("table", table, 1, 1, RowWeights.Counts(new[] { 5 }));
        Assert.Equal(1, spectrum.Largest);
        Assert.Equal(0, spectrum.Total);
        AssertClose(spectrum.Mean, LayerSpectrum.Widen(table.Span.Slice(4, 4)), 0);
        var code = new CpuTensor(1, 1);
        spectrum.Project(1).Write(table, 1, 1, code, 0);
        Assert.Equal(0, code.Span[0]);
    }

    [Theory]
    [InlineData(40, 6)]
    [InlineData(12, 70)]
    public void A_number_that_is_none_is_named(int rows, int columns)
    {
        var (table, counts) = Table(rows + 2, columns, 8);
        // Rows that do not count are projected too.
        counts[4 + 2] = 0;
        table.Span[((4 + 2) * columns) + 3] = float.NaN;
        var error = Assert.Throws<InvalidOperationException>(
            () => TableSpectrum.Of("the embedding of 'site'", table, 2, rows, RowWeights.Counts(counts.AsMemory(2, rows))));
        Assert.Contains("Row 4 of the embedding of 'site' holds NaN in column 3", error.Message);
    }

    [Fact]
    public void Weights_must_fit_the_rows()
    {
        var (table, _) = Table(5, 2, 9);
        Assert.Contains("5 rows and 4 row weights", Assert.Throws<ArgumentException>(
            () => TableSpectrum.Of("table", table, 0, 5, RowWeights.Counts(new int[4]))).Message);
        Assert.Contains("5 rows and 0 row weights", Assert.Throws<ArgumentException>(
            () => TableSpectrum.Of("table", table, 0, 5, RowWeights.Of(Array.Empty<float>()))).Message);
        Assert.Contains("Row 1 of table has the count -1", Assert.Throws<ArgumentException>(
            () => TableSpectrum.Of("table", table, 0, 2, RowWeights.Counts(new[] { 1, -1 }))).Message);
        Assert.Contains("Row 0 of table has the weight NaN", Assert.Throws<ArgumentException>(
            () => TableSpectrum.Of("table", table, 0, 1, RowWeights.Of(new[] { float.NaN }))).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => TableSpectrum.Of("table", table, 3, 3, RowWeights.Equal));
    }

    private static (CpuTensor Table, int[] Counts) Table(int rows, int columns, ulong seed)
    {
        var table = new CpuTensor(rows, columns);
        Naive.Gaussian(rows, [.. Enumerable.Range(0, columns).Select(j => 1.0 / (1 + j))], seed, mixed: columns < 50)
            .CopyTo(table.Span);
        var random = new SplitMix64(seed);
        return (table, [.. Enumerable.Range(0, rows).Select(i => (int)(random.Next() % 4) * (i % 5 == 0 ? 10 : 1))]);
    }

    private static void AssertClose(double[] expected, double[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int j = 0; j < expected.Length; j++)
            Assert.Equal(expected[j], actual[j], tolerance);
    }
}
