namespace Microsoft.ML.LowRank.LinearAlgebra;

public class CholeskyFactorTests
{
    [Fact]
    public void The_factor_multiplies_back_and_solves()
    {
        const int Size = 40;
        var matrix = Naive.Moments(Naive.Gaussian(100, [.. Enumerable.Repeat(1.0, Size)], 1), Size).Covariance;
        var factor = CholeskyFactor.Factor(matrix, Size);
        for (int a = 0; a < Size; a++)
            for (int b = 0; b < Size; b++)
                Assert.Equal(
                    matrix[(a * Size) + b],
                    Naive.Dot(factor.Lower.Slice(a * Size, Size), factor.Lower.Slice(b * Size, Size)), 1e-13);

        var expected = Enumerable.Range(0, Size).Select(i => Math.Sin(i)).ToArray();
        var solution = new double[Size];
        for (int a = 0; a < Size; a++)
            solution[a] = Naive.Dot(matrix.AsSpan(a * Size, Size), expected);
        factor.Solve(solution);
        for (int a = 0; a < Size; a++)
            Assert.Equal(expected[a], solution[a], 1e-11);
    }

    [Theory]
    [InlineData(1, 2, 2, 1)]
    [InlineData(1, 1, 1, 1)]
    [InlineData(0, 0, 0, 0)]
    [InlineData(1, double.NaN, double.NaN, 1)]
    public void A_matrix_that_is_not_positive_definite_is_said_to_be_so(double a, double b, double c, double d)
    {
        Assert.Null(CholeskyFactor.TryFactor([a, b, c, d], 2));
        var error = Assert.Throws<InvalidOperationException>(() => CholeskyFactor.Factor([a, b, c, d], 2));
        Assert.Contains("not positive definite", error.Message, StringComparison.Ordinal);
    }
}
