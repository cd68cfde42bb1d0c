using Microsoft.ML.LowRank.LinearAlgebra;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>What passes and steps are made of.</summary>
public class LogisticPartsTests
{
    [Theory]
    [InlineData(4, 16, 1)]
    [InlineData(8, 48, 7)]
    [InlineData(12, 32, 129)]
    public unsafe void The_kernel_multiplies_with_either_stride(int rows, int columns, int terms)
    {
        var random = new SplitMix64(51);
        double[] Random(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextGaussian())];
        var plain = Random(rows * terms);
        var b = Random(terms * columns);
        var transposed = new double[rows * terms];
        for (int i = 0; i < rows; i++)
            for (int k = 0; k < terms; k++)
                transposed[(k * rows) + i] = plain[(i * terms) + k];
        var first = new double[rows * columns];
        var second = new double[rows * columns];
        fixed (double* pa = plain, pt = transposed, pb = b, p1 = first, p2 = second)
        {
            DoubleKernel.Multiply(pa, terms, 1, pb, p1, rows, columns, terms);
            DoubleKernel.Multiply(pt, 1, rows, pb, p2, rows, columns, terms);
        }
        Assert.Equal(first, second);
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < columns; j++)
                Assert.Equal(
                    Enumerable.Range(0, terms).Sum(k => plain[(i * terms) + k] * b[(k * columns) + j]),
                    first[(i * columns) + j], 1e-12 * terms);
    }

    [Fact]
    public void A_corrected_curvature_maps_the_last_step_to_its_change_and_stays_positive()
    {
        const int Size = 5;
        var truth = Naive.Moments(Naive.Gaussian(40, [1, 2, 3, 4, 5], 52, mixed: true), Size).Covariance;
        var random = new SplitMix64(53);
        var secants = new Secants();
        double[] point = new double[Size];
        double[] gradient = new double[Size];
        double[] step = [];
        for (int t = 0; t < 8; t++)
        {
            step = [.. Enumerable.Range(0, Size).Select(_ => random.NextGaussian())];
            double[] next = [.. point.Zip(step, (a, b) => a + b)];
            double[] there = [.. Enumerable.Range(0, Size).Select(j => Naive.Dot(truth.AsSpan(j * Size, Size), next))];
            secants.Add(point, next, gradient, there);
            (point, gradient) = (next, there);
        }
        // A step against its change is no curvature, and leaves no trace.
        secants.Add(point, new double[Size], gradient, [.. gradient.Select(g => 2 * g)]);
        var matrix = new double[Size * Size];
        for (int j = 0; j < Size; j++)
            matrix[(j * Size) + j] = 1;
        secants.Correct(matrix);
        for (int j = 0; j < Size; j++)
            Assert.Equal(
                Naive.Dot(truth.AsSpan(j * Size, Size), step), Naive.Dot(matrix.AsSpan(j * Size, Size), step), 1e-9);
        Assert.NotNull(CholeskyFactor.TryFactor(matrix, Size));
    }

    [Theory]
    [InlineData(0, 0.3)]
    [InlineData(0.2, 0.1)]
    public void A_step_ends_at_the_minimum_of_its_model(double l1, double ridge)
    {
        const int Size = 4;
        var curvature = Naive.Moments(Naive.Gaussian(60, [1, 2, 1, 2, 1], 54, mixed: true), Size + 1).Covariance;
        double[] gradient = [0.5, -0.4, 0.9, 0, 0.2];
        double[] point = [0.1, 0, -0.3, 0.7, 0.4];
        double[] scales = [1, 2, 0.5, 0];
        var (next, _) = LogisticModel.Minimize(
            (double[])curvature.Clone(), gradient, point, scales, l1, ridge, 1e-13);
        // A column without a scale takes no part.
        Assert.Equal(0.7, next[3]);
        double[] step = [.. next.Zip(point, (a, b) => a - b)];
        for (int j = 0; j <= Size; j++)
        {
            if (j == 3)
                continue;
            double slope = gradient[j] + Naive.Dot(curvature.AsSpan(j * (Size + 1), Size + 1), step);
            if (j == Size)
                Assert.Equal(0, slope, 1e-12);
            else if (next[j] == 0)
                Assert.InRange(Math.Abs(slope / scales[j]), 0, l1);
            else
                Assert.Equal(-l1 * Math.Sign(next[j]), (slope / scales[j]) + (ridge * next[j] * scales[j]), 1e-11);
        }
    }

    [Fact]
    public void Slabs_hold_the_rows_by_segment()
    {
        var rows = PathRows.Classes(300, 2, 55);
        var source = new LogisticRowSource(rows) { Segments = 4, BlockRows = 11, IsOutside = i => i % 10 == 0 };
        var read = new LogisticRows(source, [1], 0, 4, PathSettings.Logistic);
        for (int pass = 0; pass < 2; pass++)
        {
            var slab = Assert.Single(read.Read());
            for (int segment = 0; segment < 4; segment++)
            {
                int[] expected = [.. Enumerable.Range(0, 300).Where(i => i % 10 != 0 && i % 4 == segment)];
                Assert.Equal(slab.Starts[segment] + expected.Length, slab.Starts[segment + 1]);
                for (int i = 0; i < expected.Length; i++)
                {
                    Assert.Equal((float)rows.At(expected[i], 1), slab.Values[slab.Starts[segment] + i]);
                    Assert.Equal(rows.Y[expected[i]] == 1, slab.Positive[slab.Starts[segment] + i]);
                }
            }
        }
        Assert.Equal(1, source.Reads);
        Assert.Equal(2, read.Passes);
    }

    [Fact]
    public void Slabs_of_wide_rows_are_whole_chunks()
    {
        var rows = PathRows.Classes(300, 9000, 56, 0);
        var read = new LogisticRows(
            new LogisticRowSource(rows), rows.AllColumns, 0, 1, PathSettings.Logistic with { CacheBytes = 0 });
        Assert.Equal([128, 128, 44], read.Read().Select(slab => slab.Rows));
        Assert.Equal(0, LogisticPass.ChunkRows % DoubleKernel.TileRows);
    }
}
