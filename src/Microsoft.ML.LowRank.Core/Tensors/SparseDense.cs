using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Microsoft.ML.LowRank.Tensors;

/// <summary>Products of a sparse <see cref="RowBlock"/> (CSR) and a dense matrix, in float32.</summary>
/// <remarks>
/// The results are the same, bit for bit, for any number of threads: threads share out rows of the result, and each
/// row sums in the order of the block.
/// </remarks>
internal static unsafe class SparseDense
{
    private const long WorkPerThread = 50_000;

    // More parts than threads: sparse rows differ in length.
    private const int PartsPerThread = 4;

    /// <summary>Result (block rows × width) = block · dense, or the same added.</summary>
    /// <param name="block">A sparse block.</param>
    /// <param name="width">Columns of the dense matrix and of the result.</param>
    /// <param name="dense">Block columns × width.</param>
    /// <param name="denseStride">Elements from one row of the dense matrix to the next.</param>
    /// <param name="result">The product; it must not overlap the others.</param>
    /// <param name="resultStride">Elements from one row of the result to the next.</param>
    /// <param name="accumulate">Whether the product is added; otherwise the result is not read.</param>
    /// <param name="threads">Most threads to use; 0 or less means the processor count.</param>
    /// <exception cref="ArgumentException">The block is dense, or a span is too short for its shape.</exception>
    public static void Multiply(
        RowBlock block, int width, ReadOnlySpan<float> dense, int denseStride, Span<float> result, int resultStride,
        bool accumulate = false, int threads = 1) =>
        Run(KernelVariants.Default, block, false, width, dense, denseStride, result, resultStride, accumulate, threads);

    /// <summary>
    /// Result (block columns × width) += blockᵀ · dense. It always adds: blocks follow each other, and most rows of
    /// the result are not touched by one.
    /// </summary>
    /// <param name="block">A sparse block, its columns ascending within each row.</param>
    /// <param name="width">Columns of the dense matrix and of the result.</param>
    /// <param name="dense">Block rows × width.</param>
    /// <param name="denseStride">Elements from one row of the dense matrix to the next.</param>
    /// <param name="result">The sum; it must not overlap the others.</param>
    /// <param name="resultStride">Elements from one row of the result to the next.</param>
    /// <param name="threads">Most threads to use; 0 or less means the processor count.</param>
    /// <exception cref="ArgumentException">The block is dense, or a span is too short for its shape.</exception>
    public static void AddTransposedProduct(
        RowBlock block, int width, ReadOnlySpan<float> dense, int denseStride, Span<float> result, int resultStride,
        int threads = 1) =>
        Run(KernelVariants.Default, block, true, width, dense, denseStride, result, resultStride, true, threads);

    /// <summary>Either product with given kernels.</summary>
    internal static void Run(
        KernelVariant variant, RowBlock block, bool transpose, int width, ReadOnlySpan<float> dense, int denseStride,
        Span<float> result, int resultStride, bool accumulate, int threads)
    {
        if (block.Indices is not { } indices || block.RowStarts is not { } starts)
        {
            throw new ArgumentException(
                "The block is dense; a sparse one with indices and row starts is needed.", nameof(block));
        }

        Shapes.Check(nameof(dense), dense.Length, transpose ? block.Rows : block.Columns, width, denseStride);
        Shapes.Check(nameof(result), result.Length, transpose ? block.Columns : block.Rows, width, resultStride);
        CheckSparse(block, indices, starts);
        fixed (float* pv = block.Values, pd = dense, pr = result)
        fixed (int* ps = starts, pi = indices)
        {
            var arguments = new SparseArguments
            {
                Rows = block.Rows,
                Starts = ps,
                Indices = pi,
                Values = pv,
                Width = width,
                Dense = pd,
                DenseStride = denseStride,
                Result = pr,
                ResultStride = resultStride,
                Accumulate = accumulate,
            };
            var rows = transpose ? block.Columns : block.Rows;
            var worth = (long)starts[block.Rows] * width / WorkPerThread;
            var used = (int)Math.Clamp(worth, 1, WorkerPool.Resolve(threads));
            var parts = used == 1 ? 1 : Math.Min(rows, used * PartsPerThread);
            var work = new Parts(variant, arguments, transpose, rows, parts);
            WorkerPool.Run(parts, used, ref work);
        }
    }

    // Everything that would make a kernel read or write outside its arrays.
    private static void CheckSparse(RowBlock block, int[] indices, int[] starts)
    {
        var fits = starts.Length > block.Rows && starts[0] >= 0
            && starts[block.Rows] <= Math.Min(indices.Length, block.Values.Length);
        for (var row = 0; fits && row < block.Rows; row++)
        {
            fits = starts[row] <= starts[row + 1];
        }

        if (!fits)
        {
            throw new ArgumentException("The row starts of the block do not ascend within its values.", nameof(block));
        }

        var stored = MemoryMarshal.Cast<int, uint>(indices.AsSpan(starts[0], starts[block.Rows] - starts[0]));
        if (!stored.IsEmpty && TensorPrimitives.Max(stored) >= (uint)block.Columns)
        {
            throw new ArgumentException(
                $"The block has a column index outside 0 to {block.Columns - 1}.", nameof(block));
        }
    }

    private readonly struct Parts(KernelVariant variant, SparseArguments arguments, bool transpose, int rows, int parts)
        : IParallelWork
    {
        private readonly SparseArguments _arguments = arguments;

        public void Run(int item)
        {
            var first = (int)((long)rows * item / parts);
            var end = (int)((long)rows * (item + 1) / parts);
            if (transpose)
            {
                variant.SparseTransposedRows(_arguments, first, end);
            }
            else
            {
                variant.SparseRows(_arguments, first, end);
            }
        }
    }
}
