namespace Microsoft.ML.LowRank.Tensors;

public class GemvTests
{
    public static TheoryData<string> Variants => Matrices.Variants;

    [Theory]
    [MemberData(nameof(Variants))]
    public void Both_forms_are_within_their_bound_of_float64(string name)
    {
        var random = new Random(1);
        (int Rows, int Columns)[] shapes =
        [
            (1, 1), (1, 5), (5, 1), (3, 3), (4, 16), (7, 15), (33, 17), (40, 128), (41, 131), (129, 250), (400, 401),
            (3, 1000), (1000, 3), (600, 700),
        ];
        foreach (var (rows, columns) in shapes)
        {
            for (var form = 0; form < 16; form++)
            {
                var (transpose, accumulate) = ((form & 1) != 0, (form & 2) != 0);
                int stride = columns + (form / 4 % 2 * 7), threads = 1 + (form / 8 * 2);
                var w = Matrices.Random(random, rows, columns, stride);
                var (inputs, outputs) = transpose ? (rows, columns) : (columns, rows);
                var x = Matrices.Random(random, 1, inputs, inputs);
                var before = accumulate ? Matrices.Random(random, 1, outputs, outputs) : null;
                var y = (float[]?)before?.Clone() ?? Matrices.Filled(1, outputs, outputs, float.NaN);
                Gemv.Multiply(Matrices.Variant(name), transpose, rows, columns, w, stride, x, y, accumulate, threads);
                // As a product of matrices: the row x times W or times Wᵀ.
                Matrices.AssertProduct(
                    false, !transpose, 1, outputs, inputs, x, inputs, w, stride, y, outputs, before);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Row_times_matrix_has_the_bits_of_the_batch(string name)
    {
        var variant = Matrices.Variant(name);
        var random = new Random(2);
        foreach (var (rows, columns) in new[] { (37, 21), (400, 400), (624, 400), (900, 1203), (2500, 70) })
        {
            var w = Matrices.Random(random, rows, columns, columns);
            var x = Matrices.Random(random, 20, rows, rows);
            // Zeros here and there, more and more of them: the last row has nothing else.
            for (var index = 0; index < x.Length; index++)
            {
                x[index] = random.Next(20) < index / rows || index / rows == 19 ? 0 : x[index];
            }

            var batch = new float[20 * columns];
            Gemm.Multiply(variant, false, false, 20, columns, rows, x, rows, w, columns, batch, columns, false, 1);
            for (var row = 0; row < 20; row++)
            {
                var y = new float[columns];
                Gemv.Multiply(variant, true, rows, columns, w, columns, x.AsSpan(row * rows, rows), y, false, 1);
                Assert.Equal(batch.AsSpan(row * columns, columns).ToArray(), y);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Bits_do_not_depend_on_threads(string name)
    {
        var random = new Random(3);
        foreach (var (rows, columns) in new[] { (500, 301), (700, 900) })
        {
            var w = Matrices.Random(random, rows, columns, columns);
            var x = Matrices.Random(random, 1, 900, 900);
            foreach (var transpose in new[] { false, true })
            {
                foreach (var accumulate in new[] { false, true })
                {
                    var outputs = transpose ? columns : rows;
                    var expected = new float[outputs];
                    Array.Fill(expected, 0.1f);
                    Gemv.Multiply(Matrices.Variant(name), transpose, rows, columns, w, columns, x, expected, accumulate, 1);
                    foreach (var threads in new[] { 2, 3, 8, 0 })
                    {
                        var y = new float[outputs];
                        Array.Fill(y, 0.1f);
                        Gemv.Multiply(Matrices.Variant(name), transpose, rows, columns, w, columns, x, y, accumulate, threads);
                        Assert.Equal(expected, y);
                    }
                }
            }
        }
    }

    [Fact]
    public void A_warm_call_allocates_nothing()
    {
        var w = new float[300 * 300];
        var x = new float[300];
        var y = new float[300];
        // The runtime may allocate on this thread while it compiles; an allocation per call would show every time.
        var least = Enumerable.Range(0, 10).Min(_ =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var call = 0; call < 100; call++)
            {
                Gemv.Multiply(true, 300, 300, w, 300, x, y);
                Gemv.Multiply(false, 300, 300, w, 300, x, y);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        });
        Assert.Equal(0, least);
    }

    [Fact]
    public void Wrong_shapes_are_refused()
    {
        Assert.Throws<ArgumentException>("matrix", () => Gemv.Multiply(true, 3, 4, new float[11], 4, new float[3], new float[4]));
        Assert.Throws<ArgumentException>("x", () => Gemv.Multiply(true, 3, 4, new float[12], 4, new float[2], new float[4]));
        Assert.Throws<ArgumentException>("y", () => Gemv.Multiply(false, 3, 4, new float[12], 4, new float[4], new float[2]));
    }
}
