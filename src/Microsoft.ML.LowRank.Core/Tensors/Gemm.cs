namespace Microsoft.ML.LowRank.Tensors;

/// <summary>Dense matrix products in float32, row-major.</summary>
internal static unsafe class Gemm
{
    // A fork costs half a microsecond when the workers are awake: as long as this many multiply-adds take.
    private const long WorkPerThread = 100_000;

    /// <summary>C (m×n) = op(A)·op(B), or C += op(A)·op(B).</summary>
    /// <remarks>
    /// Each element is one chain of multiply-adds in the order of k. The result is the same, bit for bit, for any
    /// number of threads and for any grouping of A's rows into calls; with fused multiply-add also for every variant.
    /// The one exception is n = 1 without transposition, which <see cref="Gemv"/> computes.
    /// </remarks>
    /// <param name="transposeA">Whether A is stored transposed (k×m instead of m×k).</param>
    /// <param name="transposeB">Whether B is stored transposed (n×k instead of k×n).</param>
    /// <param name="m">Rows of C.</param>
    /// <param name="n">Columns of C.</param>
    /// <param name="k">Number of terms of each element.</param>
    /// <param name="a">A as stored.</param>
    /// <param name="lda">Elements from one stored row of A to the next.</param>
    /// <param name="b">B as stored.</param>
    /// <param name="ldb">Elements from one stored row of B to the next.</param>
    /// <param name="c">C; it must not overlap A or B.</param>
    /// <param name="ldc">Elements from one row of C to the next; what lies between rows is not touched.</param>
    /// <param name="accumulate">Whether the product is added to C; otherwise C is not read.</param>
    /// <param name="threads">Most threads to use; 0 or less means the processor count.</param>
    /// <exception cref="ArgumentException">A span is too short for its shape, or a stride too small.</exception>
    public static void Multiply(
        bool transposeA, bool transposeB, int m, int n, int k,
        ReadOnlySpan<float> a, int lda, ReadOnlySpan<float> b, int ldb, Span<float> c, int ldc,
        bool accumulate = false, int threads = 1) =>
        Multiply(KernelVariants.Default, transposeA, transposeB, m, n, k, a, lda, b, ldb, c, ldc, accumulate, threads);

    /// <summary>The same with given kernels.</summary>
    internal static void Multiply(
        KernelVariant variant, bool transposeA, bool transposeB, int m, int n, int k,
        ReadOnlySpan<float> a, int lda, ReadOnlySpan<float> b, int ldb, Span<float> c, int ldc,
        bool accumulate, int threads)
    {
        Shapes.Check(nameof(a), a.Length, transposeA ? k : m, transposeA ? m : k, lda);
        Shapes.Check(nameof(b), b.Length, transposeB ? n : k, transposeB ? k : n, ldb);
        Shapes.Check(nameof(c), c.Length, m, n, ldc);
        if (m == 0 || n == 0)
        {
            return;
        }

        if (k == 0)
        {
            for (var row = 0; row < m && !accumulate; row++)
            {
                c.Slice(row * ldc, n).Clear();
            }

            return;
        }

        if (m == 1 && !transposeB && (!transposeA || lda == 1))
        {
            Gemv.Multiply(variant, true, k, n, b, ldb, a, c, accumulate, threads);
            return;
        }

        if (n == 1 && !transposeA && ldc == 1 && (transposeB || ldb == 1))
        {
            Gemv.Multiply(variant, false, m, k, a, lda, b, c, accumulate, threads);
            return;
        }

        if (n == 1 && transposeA && ldc == 1 && (transposeB || ldb == 1))
        {
            // The other way round it is a row times A as it is stored: nothing has to be packed.
            Gemv.Multiply(variant, true, k, m, a, lda, b, c, accumulate, threads);
            return;
        }

        fixed (float* pa = a, pb = b, pc = c)
        {
            var arguments = new GemmArguments
            {
                TransposeA = transposeA,
                TransposeB = transposeB,
                M = m,
                N = n,
                K = k,
                A = pa,
                Lda = lda,
                B = pb,
                Ldb = ldb,
                C = pc,
                Ldc = ldc,
                Accumulate = accumulate,
            };
            var parts = (int)Math.Min(WorkerPool.Resolve(threads), (long)m * n * k / WorkPerThread);
            if (parts <= 1)
            {
                GemmDriver.Run(variant, arguments, 0, m, 0, n);
                return;
            }

            var work = new Parts(variant, arguments, parts);
            WorkerPool.Run(work.Count, parts, ref work);
        }
    }

    /// <summary>A grid of parts of C, one per thread; each thread packs what it needs for itself.</summary>
    private readonly struct Parts : IParallelWork
    {
        private readonly KernelVariant _variant;
        private readonly GemmArguments _arguments;
        private readonly int _down;
        private readonly int _across;

        public Parts(KernelVariant variant, in GemmArguments arguments, int threads)
        {
            _variant = variant;
            _arguments = arguments;
            var least = double.MaxValue;
            for (var down = 1; down <= threads; down++)
            {
                var across = threads / down;
                double rows = Tiles(arguments.M, variant.TileRows, down) * variant.TileRows;
                double columns = Tiles(arguments.N, variant.TileColumns, across) * variant.TileColumns;
                // Per term: the multiply-adds, and packing a row of B, which costs about as much as four rows of A.
                var cost = columns * (rows + 4);
                if (cost < least)
                {
                    least = cost;
                    _down = down;
                    _across = across;
                }
            }
        }

        public int Count => _down * _across;

        public void Run(int item)
        {
            var (firstRow, rows) = Range(_arguments.M, _variant.TileRows, _down, item / _across);
            var (firstColumn, columns) = Range(_arguments.N, _variant.TileColumns, _across, item % _across);
            if (rows > 0 && columns > 0)
            {
                GemmDriver.Run(_variant, _arguments, firstRow, rows, firstColumn, columns);
            }
        }

        private static int Tiles(int total, int tile, int parts)
        {
            var tiles = (total + tile - 1) / tile;
            return (tiles + parts - 1) / parts;
        }

        private static (int First, int Count) Range(int total, int tile, int parts, int part)
        {
            var tiles = (total + tile - 1) / tile;
            var first = Math.Min(total, (int)((long)tiles * part / parts) * tile);
            var end = Math.Min(total, (int)((long)tiles * (part + 1) / parts) * tile);
            return (first, end - first);
        }
    }
}
