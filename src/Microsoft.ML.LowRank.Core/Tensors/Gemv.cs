namespace Microsoft.ML.LowRank.Tensors;

/// <summary>Products of a matrix and a vector in float32. They allocate nothing.</summary>
internal static unsafe class Gemv
{
    private const long WorkPerThread = 50_000;

    /// <summary>y = Wx, or with <paramref name="transpose"/> y = xW; or the same added to y.</summary>
    /// <remarks>
    /// xW gives, bit for bit, what <see cref="Gemm"/> gives for the same row in a batch. Both forms give the same for
    /// any number of threads.
    /// </remarks>
    /// <param name="transpose">False: x has <paramref name="columns"/> elements, y has <paramref name="rows"/>.
    /// True: the other way round.</param>
    /// <param name="rows">Rows of W.</param>
    /// <param name="columns">Columns of W.</param>
    /// <param name="matrix">W, row-major.</param>
    /// <param name="stride">Elements from one row of W to the next.</param>
    /// <param name="x">The vector.</param>
    /// <param name="y">The result; it must not overlap the others.</param>
    /// <param name="accumulate">Whether the product is added to y; otherwise y is not read.</param>
    /// <param name="threads">Most threads to use; 0 or less means the processor count.</param>
    /// <exception cref="ArgumentException">A span is too short for its shape, or the stride too small.</exception>
    public static void Multiply(
        bool transpose, int rows, int columns, ReadOnlySpan<float> matrix, int stride,
        ReadOnlySpan<float> x, Span<float> y, bool accumulate = false, int threads = 1) =>
        Multiply(KernelVariants.Default, transpose, rows, columns, matrix, stride, x, y, accumulate, threads);

    /// <summary>The same with given kernels.</summary>
    internal static void Multiply(
        KernelVariant variant, bool transpose, int rows, int columns, ReadOnlySpan<float> matrix, int stride,
        ReadOnlySpan<float> x, Span<float> y, bool accumulate, int threads)
    {
        Shapes.Check(nameof(matrix), matrix.Length, rows, columns, stride);
        Shapes.Check(nameof(x), x.Length, 1, transpose ? rows : columns, 0);
        Shapes.Check(nameof(y), y.Length, 1, transpose ? columns : rows, 0);
        fixed (float* pw = matrix, px = x, py = y)
        {
            var arguments = new GemvArguments
            {
                Rows = rows,
                Columns = columns,
                Matrix = pw,
                Stride = stride,
                X = px,
                Y = py,
                Accumulate = accumulate,
            };
            var parts = (int)Math.Min(WorkerPool.Resolve(threads), (long)rows * columns / WorkPerThread);
            var work = new Parts(variant, arguments, transpose, Math.Max(1, parts));
            if (parts <= 1)
            {
                work.Run(0);
                return;
            }

            WorkerPool.Run(parts, parts, ref work);
        }
    }

    private readonly struct Parts(KernelVariant variant, GemvArguments arguments, bool transpose, int parts)
        : IParallelWork
    {
        private readonly GemvArguments _arguments = arguments;

        public void Run(int item)
        {
            // Whole groups of vectors or of four rows, so that only the last part has a remainder.
            var unit = transpose ? variant.Width : 4;
            var total = transpose ? _arguments.Columns : _arguments.Rows;
            var units = (total + unit - 1) / unit;
            var first = (int)((long)units * item / parts) * unit;
            var end = Math.Min(total, (int)((long)units * (item + 1) / parts) * unit);
            if (transpose)
            {
                variant.VectorMatrix(_arguments, first, end);
            }
            else
            {
                variant.MatrixVector(_arguments, first, end);
            }
        }
    }
}
