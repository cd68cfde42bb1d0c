using MathNet.Numerics.LinearAlgebra.Double;

namespace Microsoft.ML.LowRank.LinearAlgebra;

public class ThinSvdTests
{
    [Theory]
    [InlineData(30, 7)]
    [InlineData(7, 30)]
    [InlineData(9, 9)]
    [InlineData(1, 5)]
    [InlineData(5, 1)]
    public void The_factors_multiply_back(int rows, int columns)
    {
        var matrix = Array.ConvertAll(Naive.Gaussian(rows, [.. Enumerable.Repeat(1.0, columns)], 1), v => (double)v);
        var svd = ThinSvd.Decompose(matrix, rows, columns);
        int count = Math.Min(rows, columns);
        Assert.Equal(count, svd.Values.Length);
        Assert.Equal(svd.Values.OrderDescending(), svd.Values);
        Assert.InRange(Naive.OrthogonalityError(svd.Left, rows), 0, 1e-13);
        Assert.InRange(Naive.OrthogonalityError(svd.Right, columns), 0, 1e-13);
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < columns; j++)
            {
                double sum = 0;
                for (int l = 0; l < count; l++)
                    sum += svd.Left[(l * rows) + i] * svd.Values[l] * svd.Right[(l * columns) + j];
                Assert.Equal(matrix[(i * columns) + j], sum, 1e-12);
            }
        for (int l = 0; l < count; l++)
            Assert.True(svd.Right[(l * columns)..((l + 1) * columns)].MaxBy(Math.Abs) > 0);
    }

    [Fact]
    public void Singular_values_squared_are_the_eigenvalues_of_the_product_with_itself()
    {
        var floats = Naive.Gaussian(50, [1, 2, 3, 4], 2, mixed: true);
        var svd = ThinSvd.Decompose(Array.ConvertAll(floats, v => (double)v), 50, 4);
        var eigen = SymmetricEigen.Decompose(Naive.Moments(floats, 4, null, false).Covariance, 4, 4);
        for (int l = 0; l < 4; l++)
            Assert.Equal(eigen.Values[l] * 50, svd.Values[l] * svd.Values[l], 1e-9);
    }
}
