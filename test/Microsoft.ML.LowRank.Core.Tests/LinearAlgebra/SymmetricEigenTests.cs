using FsCheck;
using FsCheck.Fluent;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;

namespace Microsoft.ML.LowRank.LinearAlgebra;

public class SymmetricEigenTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 1)]
    [InlineData(9, 9)]
    [InlineData(40, 40)]
    [InlineData(67, 5)]
    [InlineData(150, 150)]
    [InlineData(200, 60)]
    public void A_random_matrix_satisfies_the_definition(int size, int count) =>
        AssertDecomposition(Random(size, (ulong)size), size, count);

    [Fact]
    public void Values_agree_with_an_independent_implementation()
    {
        var matrix = Random(80, 5);
        var evd = DenseMatrix.OfColumnMajor(80, 80, matrix).Evd(Symmetricity.Symmetric);
        var found = SymmetricEigen.Decompose((double[])matrix.Clone(), 80, 3);
        for (int i = 0; i < 80; i++)
            Assert.Equal(evd.EigenValues[79 - i].Real, found.Values[i], 1e-12 * 80);
    }

    [Fact]
    public void The_second_difference_matrix_has_its_closed_form()
    {
        const int Size = 50;
        var matrix = new double[Size * Size];
        for (int i = 0; i < Size; i++)
        {
            matrix[(i * Size) + i] = 2;
            if (i > 0)
                matrix[(i * Size) + i - 1] = matrix[((i - 1) * Size) + i] = -1;
        }
        var found = SymmetricEigen.Decompose(matrix, Size, Size);
        for (int l = 0; l < Size; l++)
            Assert.Equal(2 - (2 * Math.Cos(Math.PI * (Size - l) / (Size + 1))), found.Values[l], 1e-13);
    }

    [Theory]
    [InlineData(60, 60)]
    [InlineData(60, 12)]
    public void Equal_eigenvalues_still_get_orthogonal_vectors(int size, int count)
    {
        // A rotated matrix of three values, 20 times each.
        var rotation = Naive.Rotation(size, 3);
        var matrix = new double[size * size];
        for (int l = 0; l < size; l++)
            for (int a = 0; a < size; a++)
                for (int b = 0; b < size; b++)
                    matrix[(a * size) + b] += (1 + (l % 3)) * rotation[(l * size) + a] * rotation[(l * size) + b];
        AssertDecomposition(matrix, size, count);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(3.0)]
    public void A_multiple_of_the_unit_matrix_keeps_the_unit_vectors(double value)
    {
        var matrix = new double[49];
        for (int i = 0; i < 7; i++)
            matrix[i * 8] = value;
        var found = SymmetricEigen.Decompose(matrix, 7, 7);
        Assert.All(found.Values, v => Assert.Equal(value, v));
        Assert.InRange(Naive.OrthogonalityError(found.Vectors, 7), 0, 1e-15);
        Assert.All(found.Vectors, v => Assert.True(double.IsFinite(v)));
    }

    [Theory]
    [InlineData(1e-150)]
    [InlineData(1e150)]
    public void Powers_of_the_scale_come_out_unharmed(double scale)
    {
        var matrix = Random(30, 6);
        var plain = SymmetricEigen.Decompose((double[])matrix.Clone(), 30, 4);
        var scaled = SymmetricEigen.Decompose(Array.ConvertAll(matrix, m => m * scale), 30, 4);
        for (int i = 0; i < 30; i++)
            Assert.Equal(plain.Values[i], scaled.Values[i] / scale, 1e-12 * 30);
    }

    [Fact]
    public void A_rank_deficient_matrix_converges()
    {
        // Rank 30 of 120: what rounding makes of ninety zero eigenvalues once kept the iteration from ending.
        var factor = Naive.Gaussian(30, [.. Enumerable.Repeat(1.0, 120)], 7);
        var matrix = Naive.Moments(factor, 120, null, false).Covariance;
        AssertDecomposition(matrix, 120, 120);
        AssertDecomposition(matrix, 120, 35);
    }

    [Fact]
    public void The_entry_of_largest_magnitude_is_positive_and_the_first_of_equals()
    {
        var found = SymmetricEigen.Decompose(Random(40, 8), 40, 40);
        for (int l = 0; l < 40; l++)
        {
            var vector = found.Vectors[(l * 40)..((l + 1) * 40)];
            Assert.True(vector.MaxBy(Math.Abs) > 0);
        }
        double[] tied = [-2, 1, 2];
        Assert.True(SymmetricEigen.FixSign(tied));
        Assert.Equal([2.0, -1, -2], tied);
        Assert.False(SymmetricEigen.FixSign(tied));
    }

    [Theory]
    [InlineData(20)]
    [InlineData(160)]
    public void Any_number_of_threads_gives_the_same_bits(int count)
    {
        var matrix = Random(160, 9);
        var one = SymmetricEigen.Decompose((double[])matrix.Clone(), 160, count, 1);
        var four = SymmetricEigen.Decompose((double[])matrix.Clone(), 160, count, 4);
        Assert.Equal(one.Values, four.Values);
        Assert.Equal(one.Vectors, four.Vectors);
    }

    [Fact]
    public void A_matrix_with_a_NaN_is_refused_and_a_cancelled_one_is_left()
    {
        Assert.Throws<InvalidOperationException>(() => SymmetricEigen.Decompose([1, double.NaN, double.NaN, 1], 2, 1));
        Assert.Throws<OperationCanceledException>(
            () => SymmetricEigen.Decompose(Random(10, 1), 10, 2, 1, new CancellationToken(true)));
    }

    [Fact]
    public void Trace_and_squares_are_kept_for_any_matrix()
    {
        var property = Prop.ForAll(ArbMap.Default.ArbFor<int>(), ArbMap.Default.ArbFor<byte>(), (seed, extent) =>
        {
            int size = 1 + (extent % 24);
            var matrix = Random(size, (ulong)seed);
            double trace = Enumerable.Range(0, size).Sum(i => matrix[(i * size) + i]);
            double squares = matrix.Sum(m => m * m);
            var values = SymmetricEigen.Decompose(matrix, size, 1).Values;
            Assert.Equal(trace, values.Sum(), 1e-10);
            Assert.Equal(squares, values.Sum(v => v * v), 1e-10);
            Assert.Equal(values.OrderDescending(), values);
        });
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(60), property);
    }

    private static double[] Random(int size, ulong seed)
    {
        var random = new SplitMix64(seed);
        var matrix = new double[size * size];
        for (int a = 0; a < size; a++)
            for (int b = 0; b <= a; b++)
                matrix[(a * size) + b] = matrix[(b * size) + a] = (2 * random.NextDouble()) - 1;
        return matrix;
    }

    private static void AssertDecomposition(double[] matrix, int size, int count)
    {
        var found = SymmetricEigen.Decompose((double[])matrix.Clone(), size, count);
        double norm = Math.Max(1e-300, found.Values.Max(Math.Abs));
        Assert.Equal(found.Values.OrderDescending(), found.Values);
        Assert.InRange(Naive.OrthogonalityError(found.Vectors, size), 0, 1e-13);
        for (int l = 0; l < count; l++)
        {
            var vector = found.Vectors.AsSpan(l * size, size);
            for (int a = 0; a < size; a++)
            {
                double product = Naive.Dot(matrix.AsSpan(a * size, size), vector);
                Assert.InRange(Math.Abs(product - (found.Values[l] * vector[a])), 0, 1e-13 * norm);
            }
        }
    }
}
