namespace Microsoft.ML.LowRank.Tensors;

public class GramTests
{
    public static TheoryData<string> Variants => Matrices.Variants;

    [Theory]
    [MemberData(nameof(Variants))]
    public void Upper_triangle_is_within_its_bound_and_the_rest_untouched(string name)
    {
        var random = new Random(1);
        (int Rows, int Columns)[] shapes = [(1, 1), (2, 5), (40, 12), (513, 13), (1030, 33), (300, 64), (70, 331), (1100, 600)];
        foreach (var (rows, columns) in shapes)
        {
            foreach (var threads in new[] { 1, 3 })
            {
                int lda = columns + 3, ldc = columns + 2;
                var a = Matrices.Random(random, rows, columns, lda);
                var c = new double[columns * ldc];
                Array.Fill(c, 0.5);
                Gram.AddUpper(Matrices.Variant(name), rows, columns, a, lda, c, ldc, threads);
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

                        var (value, magnitude) = Matrices.Element(true, false, rows, a, lda, a, lda, i, j);
                        // Float32 within blocks of at most 512 rows, float64 beyond.
                        var error = Math.Abs(element - value - 0.5);
                        Assert.True(
                            error <= magnitude * (Math.Min(rows, 512) + 1) * 1.2e-7,
                            $"{rows}×{columns} ({i}, {j}): {element} instead of {value + 0.5}");
                    }
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Bits_do_not_depend_on_threads(string name)
    {
        const int Rows = 2100, Columns = 130;
        var a = Matrices.Random(new Random(2), Rows, Columns, Columns);
        var expected = new double[Columns * Columns];
        Gram.AddUpper(Matrices.Variant(name), Rows, Columns, a, Columns, expected, Columns, 1);
        foreach (var threads in new[] { 2, 3, 7, 0 })
        {
            var c = new double[Columns * Columns];
            Gram.AddUpper(Matrices.Variant(name), Rows, Columns, a, Columns, c, Columns, threads);
            Assert.Equal(expected, c);
        }
    }

    [Fact]
    public void Long_sums_keep_float32_blocks_precision()
    {
        // A float32 sum of 200,000 terms of 0.1² would be off by more than 1e-4 relative; blocks keep it near 1e-6.
        const int Rows = 200_000;
        var a = new float[Rows];
        Array.Fill(a, 0.1f);
        var c = new double[1];
        Gram.AddUpper(Rows, 1, a, 1, c, 1);
        Assert.Equal(Rows * (double)0.1f * 0.1f, c[0], Rows * 0.01 * 1e-5);
    }

    [Fact]
    public void Mirror_makes_the_matrix_symmetric()
    {
        double[] c = [1, 2, 3, -9, 0, 4, 5, -9, 0, 0, 6, -9];
        Gram.MirrorUpper(3, c, 4);
        Assert.Equal([1, 2, 3, -9, 2, 4, 5, -9, 3, 5, 6, -9], c);
    }
}
