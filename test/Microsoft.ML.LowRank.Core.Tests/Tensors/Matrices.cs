namespace Microsoft.ML.LowRank.Tensors;

/// <summary>Random matrices, products in float64, and the bound that a float32 product of k terms must keep.</summary>
internal static class Matrices
{
    /// <summary>What lies between and after the rows of a matrix; no kernel may write or use it.</summary>
    public const float Guard = 12345.678f;

    public static TheoryData<string> Variants => [.. KernelVariants.Available.Select(variant => variant.Name)];

    /// <summary>Rows of the given width that lie <paramref name="stride"/> apart, guards between and behind them.</summary>
    public static float[] Random(Random random, int rows, int columns, int stride)
    {
        var values = new float[(rows * stride) + 19];
        Array.Fill(values, Guard);
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                values[(row * stride) + column] = (float)((2 * random.NextDouble()) - 1);
            }
        }

        return values;
    }

    /// <summary>Every element of the given matrix inside its shape.</summary>
    public static float[] Filled(int rows, int columns, int stride, float value)
    {
        var values = new float[(rows * stride) + 19];
        Array.Fill(values, Guard);
        for (var row = 0; row < rows; row++)
        {
            values.AsSpan(row * stride, columns).Fill(value);
        }

        return values;
    }

    /// <summary>Product, and the sum of the magnitudes of the terms, of each element in float64.</summary>
    public static (double Value, double Magnitude) Element(
        bool transposeA, bool transposeB, int k, float[] a, int lda, float[] b, int ldb, int row, int column)
    {
        double value = 0, magnitude = 0;
        for (var index = 0; index < k; index++)
        {
            double term = (double)(transposeA ? a[(index * lda) + row] : a[(row * lda) + index])
                * (transposeB ? b[(column * ldb) + index] : b[(index * ldb) + column]);
            value += term;
            magnitude += Math.Abs(term);
        }

        return (value, magnitude);
    }

    /// <summary>Fails unless the product and nothing but the product was written.</summary>
    public static void AssertProduct(
        bool transposeA, bool transposeB, int m, int n, int k, float[] a, int lda, float[] b, int ldb,
        float[] c, int ldc, float[]? before)
    {
        for (var row = 0; row < m; row++)
        {
            for (var column = 0; column < n; column++)
            {
                var (value, magnitude) = Element(transposeA, transposeB, k, a, lda, b, ldb, row, column);
                if (before is not null)
                {
                    value += before[(row * ldc) + column];
                    magnitude += Math.Abs(before[(row * ldc) + column]);
                }

                // |error| ≤ sum|a||b|·eps·k to first order, eps being half a unit in the last place; doubled for
                // variants that round the products too. Written so that NaN fails.
                var error = Math.Abs(c[(row * ldc) + column] - value);
                var bound = magnitude * (k + 1) * 1.2e-7;
                Assert.True(
                    !(double.IsNaN(error) || error > bound),
                    $"({row}, {column}) of {m}×{n}×{k}: {c[(row * ldc) + column]} instead of {value}, bound {bound}");
            }
        }

        AssertGuards(m, n, ldc, c);
    }

    public static void AssertGuards(int rows, int columns, int stride, float[] c)
    {
        for (var index = 0; index < c.Length; index++)
        {
            if (index / stride >= rows || index % stride >= columns)
            {
                Assert.True(c[index] == Guard, $"Element {index}, outside the matrix, was overwritten by {c[index]}.");
            }
        }
    }

    public static KernelVariant Variant(string name) => KernelVariants.Available.Single(variant => variant.Name == name);
}
