using FsCheck;
using FsCheck.Fluent;

namespace Microsoft.ML.LowRank.Tensors;

public class GemmTests
{
    private static readonly (int M, int N, int K)[] Shapes =
    [
        (1, 1, 1), (1, 7, 5), (5, 1, 7), (2, 3, 1), (1, 33, 600), (11, 31, 13), (12, 32, 16), (13, 33, 17),
        (6, 16, 9), (7, 17, 64), (25, 8, 130), (49, 65, 63), (50, 70, 515), (130, 40, 1030), (300, 353, 29),
        (270, 340, 517),
    ];

    public static TheoryData<string> Variants => Matrices.Variants;

    [Theory]
    [MemberData(nameof(Variants))]
    public void Product_is_within_its_bound_of_float64_in_every_form(string name)
    {
        var random = new Random(1);
        foreach (var (m, n, k) in Shapes)
        {
            // The reference takes its time: the largest in the four forms only.
            for (var form = 0; form < ((long)m * n * k < 10_000_000 ? 16 : 4); form++)
            {
                CheckOne(random, name, (form & 1) != 0, (form & 2) != 0, m, n, k, (form & 4) != 0, form / 8 * 5, 1);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Product_with_threads_is_within_its_bound(string name)
    {
        var random = new Random(2);
        foreach (var threads in new[] { 2, 3, 5, 0 })
        {
            for (var form = 0; form < 8; form++)
            {
                CheckOne(random, name, (form & 1) != 0, (form & 2) != 0, 131, 173, 89, (form & 4) != 0, 3, threads);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Rows_of_A_that_lie_whole_pages_apart_give_the_same_product(string name)
    {
        // These are packed where others are read in place; 1,024 floats are a page.
        CheckOne(new Random(3), name, false, false, 41, 301, 1000, true, 24, 1);
        CheckOne(new Random(4), name, false, true, 25, 300, 1024, false, 0, 2);
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Any_shape_is_within_its_bound(string name)
    {
        var shapes = Gen.Choose(1, 80).Three().Zip(Gen.Choose(0, 15).Two()).ToArbitrary();
        Prop.ForAll(shapes, input =>
        {
            var ((m, n, k), (form, gap)) = input;
            CheckOne(new Random(form), name, (form & 1) != 0, (form & 2) != 0, m, n, k, (form & 4) != 0, gap, 1);
        }).Check(Config.QuickThrowOnFailure.WithReplay(7, 11).WithMaxTest(300));
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Bits_do_not_depend_on_threads(string name)
    {
        var random = new Random(3);
        foreach (var (m, n, k) in new[] { (557, 600, 530), (40, 900, 77), (900, 40, 77), (1, 1200, 300), (800, 1, 300) })
        {
            for (var form = 0; form < 4; form++)
            {
                bool transposeA = (form & 1) != 0, transposeB = (form & 2) != 0;
                int lda = transposeA ? m : k, ldb = transposeB ? k : n;
                var a = Matrices.Random(random, transposeA ? k : m, lda, lda);
                var b = Matrices.Random(random, transposeB ? n : k, ldb, ldb);
                var expected = Matrices.Filled(m, n, n, float.NaN);
                Gemm.Multiply(Matrices.Variant(name), transposeA, transposeB, m, n, k, a, lda, b, ldb, expected, n, false, 1);
                foreach (var threads in new[] { 2, 3, 4, 7, 16 })
                {
                    var c = Matrices.Filled(m, n, n, float.NaN);
                    Gemm.Multiply(Matrices.Variant(name), transposeA, transposeB, m, n, k, a, lda, b, ldb, c, n, false, threads);
                    Assert.True(Same(expected, c), $"{m}×{n}×{k}, form {form}, {threads} threads");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void A_row_has_the_same_bits_alone_and_in_any_batch(string name)
    {
        var variant = Matrices.Variant(name);
        var random = new Random(4);
        const int Rows = 150, Columns = 210, Depth = 1100;
        var a = Matrices.Random(random, Rows, Depth, Depth);
        var b = Matrices.Random(random, Depth, Columns, Columns);
        var all = Matrices.Filled(Rows, Columns, Columns, float.NaN);
        Gemm.Multiply(variant, false, false, Rows, Columns, Depth, a, Depth, b, Columns, all, Columns, false, 1);
        foreach (var batch in new[] { 1, 2, 5, 12, 13, 60 })
        {
            for (var row = 0; row + batch <= Rows; row += batch)
            {
                var part = new float[batch * Columns];
                Gemm.Multiply(
                    variant, false, false, batch, Columns, Depth, a.AsSpan(row * Depth), Depth, b, Columns, part, Columns,
                    false, 1);
                Assert.True(Same(all.AsSpan(row * Columns, batch * Columns), part), $"batch {batch}, row {row}");
            }
        }
    }

    [Fact]
    public void Variants_with_fused_multiply_add_agree_to_the_bit()
    {
        var random = new Random(5);
        const int Rows = 77, Columns = 45, Depth = 600;
        var a = Matrices.Random(random, Rows, Depth, Depth);
        var b = Matrices.Random(random, Depth, Columns, Columns);
        var results = KernelVariants.Available.Where(IsFused).Select(variant =>
        {
            var c = Matrices.Filled(Rows, Columns, Columns, float.NaN);
            Gemm.Multiply(variant, false, false, Rows, Columns, Depth, a, Depth, b, Columns, c, Columns, false, 1);
            return c;
        }).ToArray();
        Assert.All(results, c => Assert.True(Same(results[0], c)));

        static bool IsFused(KernelVariant variant) =>
            variant.Width > 4 || float.MultiplyAddEstimate(1 + 1e-4f, 1 - 1e-4f, -1) != 0;
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void NaN_and_infinity_reach_their_row_and_column_and_no_other(string name)
    {
        var random = new Random(6);
        const int Rows = 60, Columns = 70, Depth = 37;
        foreach (var poison in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
        {
            var a = Matrices.Random(random, Rows, Depth, Depth);
            var b = Matrices.Random(random, Depth, Columns, Columns);
            a[(13 * Depth) + 5] = poison;
            b[(7 * Columns) + 69] = poison;
            var c = Matrices.Filled(Rows, Columns, Columns, 0);
            Gemm.Multiply(Matrices.Variant(name), false, false, Rows, Columns, Depth, a, Depth, b, Columns, c, Columns, true, 1);
            for (var row = 0; row < Rows; row++)
            {
                for (var column = 0; column < Columns; column++)
                {
                    var isPoisoned = row == 13 || column == 69;
                    Assert.True(float.IsFinite(c[(row * Columns) + column]) != isPoisoned, $"({row}, {column})");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Zero_sizes_write_what_an_empty_sum_means(string name)
    {
        var variant = Matrices.Variant(name);
        var c = Matrices.Filled(3, 4, 6, float.NaN);
        Gemm.Multiply(variant, false, false, 3, 4, 0, [], 0, [], 4, c, 6, false, 1);
        for (var row = 0; row < 3; row++)
        {
            Assert.Equal(new float[4], c.AsSpan(row * 6, 4).ToArray());
        }

        Matrices.AssertGuards(3, 4, 6, c);
        var kept = Matrices.Filled(3, 4, 6, 2);
        Gemm.Multiply(variant, false, false, 3, 4, 0, [], 0, [], 4, kept, 6, true, 1);
        Assert.Equal(Matrices.Filled(3, 4, 6, 2), kept);
        Gemm.Multiply(variant, true, true, 0, 4, 5, new float[5], 0, new float[20], 5, [], 4, false, 1);
        Gemm.Multiply(variant, false, false, 3, 0, 5, new float[15], 5, [], 0, [], 0, false, 1);
    }

    [Fact]
    public void Concurrent_callers_get_their_own_products()
    {
        const int Size = 150;
        Parallel.For(0, 24, caller =>
        {
            var random = new Random(caller);
            var a = Matrices.Random(random, Size, Size, Size);
            var b = Matrices.Random(random, Size, Size, Size);
            var expected = new float[Size * Size];
            Gemm.Multiply(false, false, Size, Size, Size, a, Size, b, Size, expected, Size);
            for (var round = 0; round < 20; round++)
            {
                var c = new float[Size * Size];
                Gemm.Multiply(false, false, Size, Size, Size, a, Size, b, Size, c, Size, threads: 1 + (round % 4));
                Assert.True(Same(expected, c), $"caller {caller}, round {round}");
            }
        });
    }

    [Fact]
    public void Wrong_shapes_are_refused()
    {
        var ten = new float[10];
        Assert.Throws<ArgumentException>("a", () => Gemm.Multiply(false, false, 3, 2, 4, ten, 4, ten, 2, new float[6], 2));
        Assert.Throws<ArgumentException>("b", () => Gemm.Multiply(false, false, 2, 4, 3, ten, 3, ten, 4, new float[8], 4));
        Assert.Throws<ArgumentException>("c", () => Gemm.Multiply(false, false, 3, 4, 2, ten, 2, ten, 4, new float[11], 4));
        Assert.Throws<ArgumentException>("a", () => Gemm.Multiply(false, false, 2, 2, 4, ten, 3, ten, 2, new float[4], 2));
        Assert.Throws<ArgumentException>("b", () => Gemm.Multiply(false, true, 2, -1, 2, ten, 2, ten, 2, new float[4], 2));
    }

    private static void CheckOne(
        Random random, string name, bool transposeA, bool transposeB, int m, int n, int k, bool accumulate, int gap,
        int threads)
    {
        int lda = (transposeA ? m : k) + gap, ldb = (transposeB ? k : n) + gap, ldc = n + gap;
        var a = Matrices.Random(random, transposeA ? k : m, lda - gap, lda);
        var b = Matrices.Random(random, transposeB ? n : k, ldb - gap, ldb);
        var before = accumulate ? Matrices.Random(random, m, n, ldc) : null;
        var c = (float[]?)before?.Clone() ?? Matrices.Filled(m, n, ldc, float.NaN);
        Gemm.Multiply(Matrices.Variant(name), transposeA, transposeB, m, n, k, a, lda, b, ldb, c, ldc, accumulate, threads);
        Matrices.AssertProduct(transposeA, transposeB, m, n, k, a, lda, b, ldb, c, ldc, before);
    }

    private static bool Same(ReadOnlySpan<float> x, ReadOnlySpan<float> y) =>
        System.Runtime.InteropServices.MemoryMarshal.AsBytes(x).SequenceEqual(
            System.Runtime.InteropServices.MemoryMarshal.AsBytes(y));
}
