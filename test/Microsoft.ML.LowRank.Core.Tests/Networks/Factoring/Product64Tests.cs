using Microsoft.ML.LowRank.LinearAlgebra;

namespace Microsoft.ML.LowRank.Networks.Factoring;

public class Product64Tests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(3, 5, 7)]
    [InlineData(4, 12, 12)]
    [InlineData(33, 40, 25)]
    [InlineData(70, 1, 61)]
    [InlineData(2, 300, 13)]
    [InlineData(0, 3, 4)]
    [InlineData(3, 0, 4)]
    public void A_product_is_that_of_the_definition(int rows, int depth, int columns)
    {
        var a = Random(rows * depth, 1);
        var b = Random(depth * columns, 2);
        var product = Product64.Multiply(a, b, rows, depth, columns);
        Assert.Equal(rows * columns, product.Length);
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < columns; j++)
            {
                double sum = 0;
                for (int k = 0; k < depth; k++)
                    sum += a[(i * depth) + k] * b[(k * columns) + j];
                Assert.Equal(sum, product[(i * columns) + j], 1e-12 * (1 + depth));
            }
        Assert.Equal(product, Product64.Multiply(a, b, rows, depth, columns, threads: 3));
    }

    [Fact]
    public void A_transpose_swaps_rows_and_columns()
    {
        var a = Random(70 * 41, 3);
        var transposed = Product64.Transpose(a, 70, 41);
        for (int i = 0; i < 70; i++)
            for (int j = 0; j < 41; j++)
                Assert.Equal(a[(i * 41) + j], transposed[(j * 70) + i]);
    }

    private static double[] Random(int count, ulong seed)
    {
        var random = new SplitMix64(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextGaussian())];
    }
}
