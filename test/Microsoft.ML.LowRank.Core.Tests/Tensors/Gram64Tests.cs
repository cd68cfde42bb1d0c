namespace Microsoft.ML.LowRank.Tensors;

public class Gram64Tests
{
    public static TheoryData<string> Variants => Matrices.Variants;

    [Theory]
    [MemberData(nameof(Variants))]
    public void Upper_triangle_is_within_its_bound_and_the_rest_untouched(string name)
    {
        var random = new Random(1);
        (int Rows, int Columns)[] shapes =
        [
            (1, 1), (2, 5), (3, 2), (40, 8), (128, 9), (129, 16), (300, 17), (257, 24), (600, 25), (130, 33), (70, 75),
        ];
        foreach (var (rows, columns) in shapes)
        {
            foreach (var threads in new[] { 1, 3 })
            {
                int lda = columns + 3, ldc = columns + 2;
                var a = Doubles(random, rows, columns, lda);
                var c = new double[columns * ldc];
                Array.Fill(c, 0.5);
                Gram64.AddUpper(Matrices.Variant(name), rows, columns, a, lda, c, ldc, threads);
                for (var i = 0; i < columns; i++)
                {
                    for (var j = 0; j < ldc; j++)
                    {
                        var element = c[(i * ldc) + j];
                        if (j < i || j >= columns)
                        {
                            Assert.Equal(0.5, element);
                            continue;
                        }

                        decimal value = 0.5m, magnitude = 0.5m;
                        for (var row = 0; row < rows; row++)
                        {
                            var term = (decimal)a[(row * lda) + i] * (decimal)a[(row * lda) + j];
                            value += term;
                            magnitude += Math.Abs(term);
                        }

                        // The rounding of at most 128 terms, of the blocks, and of converting to decimal.
                        var bound = (double)magnitude * (Math.Min(rows, 128) + (rows / 128) + 18) * 2.3e-16;
                        Assert.True(
                            Math.Abs(element - (double)value) <= bound,
                            $"{rows}×{columns} ({i}, {j}): {element} instead of {value}");
                    }
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Bits_do_not_depend_on_threads(string name)
    {
        const int Rows = 700, Columns = 61;
        var a = Doubles(new Random(2), Rows, Columns, Columns);
        var expected = new double[Columns * Columns];
        Gram64.AddUpper(Matrices.Variant(name), Rows, Columns, a, Columns, expected, Columns, 1);
        foreach (var threads in new[] { 2, 3, 7, 0 })
        {
            var c = new double[Columns * Columns];
            Gram64.AddUpper(Matrices.Variant(name), Rows, Columns, a, Columns, c, Columns, threads);
            Assert.Equal(expected, c);
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Equal_columns_have_equal_products(string name)
    {
        // What makes the difference of two copies exactly zero, wherever their tiles lie.
        const int Rows = 300, Columns = 30;
        var a = Doubles(new Random(3), Rows, Columns, Columns);
        for (var row = 0; row < Rows; row++)
        {
            a[(row * Columns) + 29] = a[(row * Columns) + 2];
        }

        var c = new double[Columns * Columns];
        Gram64.AddUpper(Matrices.Variant(name), Rows, Columns, a, Columns, c, Columns, 1);
        Assert.Equal(c[(2 * Columns) + 2], c[(2 * Columns) + 29]);
        Assert.Equal(c[(2 * Columns) + 2], c[(29 * Columns) + 29]);
    }

    [Fact]
    public void A_span_too_short_is_refused() =>
        Assert.Throws<ArgumentException>(() => Gram64.AddUpper(3, 4, new double[11], 4, new double[16], 4));

    private static double[] Doubles(Random random, int rows, int columns, int stride)
    {
        // Between the rows lies what would show.
        var values = new double[rows * stride];
        Array.Fill(values, 1e9);
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                values[(row * stride) + column] = (2 * random.NextDouble()) - 1;
            }
        }

        return values;
    }
}
