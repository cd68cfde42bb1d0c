namespace Microsoft.ML.LowRank.Tensors;

public class SparseDenseTests
{
    public static TheoryData<string> Variants => Matrices.Variants;

    [Theory]
    [MemberData(nameof(Variants))]
    public void Both_products_are_within_their_bound_of_float64(string name)
    {
        var random = new Random(1);
        foreach (var width in new[] { 1, 3, 4, 7, 16, 18, 31, 64, 75, 130 })
        {
            for (var form = 0; form < 8; form++)
            {
                var (transpose, gap, threads) = ((form & 1) != 0, (form & 2) * 3, 1 + ((form & 4) / 2));
                var accumulate = transpose || (form & 2) != 0;
                var (block, dense) = Block(random, 90, 70, 0.2);
                int rows = transpose ? 70 : 90, inner = transpose ? 90 : 70, stride = width + gap;
                var right = Matrices.Random(random, inner, width, stride);
                var before = accumulate ? Matrices.Random(random, rows, width, stride) : null;
                var result = (float[]?)before?.Clone() ?? Matrices.Filled(rows, width, stride, float.NaN);
                SparseDense.Run(
                    Matrices.Variant(name), block, transpose, width, right, stride, result, stride, accumulate, threads);
                Matrices.AssertProduct(
                    transpose, false, rows, width, inner, dense, 70, right, stride, result, stride, before);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Bits_do_not_depend_on_threads(string name)
    {
        var random = new Random(2);
        var (block, _) = Block(random, 700, 500, 0.1);
        foreach (var transpose in new[] { false, true })
        {
            int rows = transpose ? 500 : 700, inner = transpose ? 700 : 500;
            var right = Matrices.Random(random, inner, 20, 20);
            var expected = new float[rows * 20];
            SparseDense.Run(Matrices.Variant(name), block, transpose, 20, right, 20, expected, 20, true, 1);
            foreach (var threads in new[] { 2, 3, 5, 0 })
            {
                var result = new float[rows * 20];
                SparseDense.Run(Matrices.Variant(name), block, transpose, 20, right, 20, result, 20, true, threads);
                Assert.Equal(expected, result);
            }
        }
    }

    [Fact]
    public void Blocks_that_would_lead_outside_are_refused()
    {
        var dense = new RowBlock { Rows = 1, Columns = 2, Values = [1, 2] };
        var index = Sparse(1, 2, [1f], [2], [0, 1]);
        var negative = Sparse(1, 2, [1f], [-1], [0, 1]);
        var starts = Sparse(2, 2, [1f], [1], [0, 2, 1]);
        var short0 = Sparse(2, 2, [1f], [1], [0, 1]);
        foreach (var block in new[] { dense, index, negative, starts, short0 })
        {
            Assert.Throws<ArgumentException>("block", () => SparseDense.Multiply(block, 1, new float[2], 1, new float[2], 1));
        }

        Assert.Throws<ArgumentException>(
            "result", () => SparseDense.Multiply(Sparse(1, 2, [1f], [1], [0, 1]), 3, new float[6], 3, new float[2], 3));
    }

    private static RowBlock Sparse(int rows, int columns, float[] values, int[] indices, int[] starts) =>
        new() { Rows = rows, Columns = columns, Values = values, Indices = indices, RowStarts = starts };

    /// <summary>A random block, with empty rows, and the same matrix dense.</summary>
    private static (RowBlock Block, float[] Dense) Block(Random random, int rows, int columns, double filled)
    {
        var dense = new float[rows * columns];
        var values = new List<float>();
        var indices = new List<int>();
        var starts = new int[rows + 1];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns && row % 7 != 3; column++)
            {
                if (random.NextDouble() < filled)
                {
                    var value = (float)(random.NextDouble() - 0.5);
                    dense[(row * columns) + column] = value;
                    values.Add(value);
                    indices.Add(column);
                }
            }

            starts[row + 1] = values.Count;
        }

        return (Sparse(rows, columns, [.. values], [.. indices], starts), dense);
    }
}
