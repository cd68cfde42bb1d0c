using System.Numerics.Tensors;

namespace Microsoft.ML.LowRank.Tensors;

/// <summary>
/// Gram matrices in float64 throughout, for columns so alike that float32 products could not tell them apart.
/// </summary>
internal static unsafe class Gram64
{
    /// <summary>
    /// Rows that are packed and summed as a block: the columns of a tile, left and right, stay in the first-level
    /// cache.
    /// </summary>
    public const int Depth = 128;

    private const int RowsPerPacking = 32;

    /// <summary>
    /// C (columns×columns) += AᵀA, the upper triangle with the diagonal; what lies below it is not touched.
    /// </summary>
    /// <remarks>
    /// Rows are summed in blocks counted from the first row of the call, so the result is the same, bit for bit, for
    /// any number of threads.
    /// </remarks>
    /// <param name="rows">Rows of A.</param>
    /// <param name="columns">Columns of A.</param>
    /// <param name="a">A, row-major.</param>
    /// <param name="lda">Elements from one row of A to the next.</param>
    /// <param name="c">The sum.</param>
    /// <param name="ldc">Elements from one row of C to the next.</param>
    /// <param name="threads">Most threads to use; 0 or less means the processor count.</param>
    /// <exception cref="ArgumentException">A span is too short for its shape, or a stride too small.</exception>
    public static void AddUpper(
        int rows, int columns, ReadOnlySpan<double> a, int lda, Span<double> c, int ldc, int threads = 1) =>
        AddUpper(KernelVariants.Default, rows, columns, a, lda, c, ldc, threads);

    /// <summary>The same with given kernels.</summary>
    internal static void AddUpper(
        KernelVariant variant, int rows, int columns, ReadOnlySpan<double> a, int lda, Span<double> c, int ldc,
        int threads)
    {
        Shapes.Check(nameof(a), a.Length, rows, columns, lda);
        Shapes.Check(nameof(c), c.Length, columns, columns, ldc);
        if (rows == 0 || columns == 0)
        {
            return;
        }

        var padded = PaddedColumns(variant, columns);
        using var packed = BufferPool.Rent<double>(PackedLength(variant, columns));
        using var sums = BufferPool.Rent<double>(checked(padded * padded));
        sums.Span.Clear();
        fixed (double* pa = a)
        {
            var work = new Block
            {
                Variant = variant,
                Columns = columns,
                StrideA = lda,
                Panels = Panels(variant, columns, packed.Pointer),
                Sums = sums.Pointer,
            };
            for (var row = 0; row < rows; row += Depth)
            {
                work.A = pa + ((nint)row * lda);
                work.Rows = Math.Min(Depth, rows - row);
                work.IsPacking = true;
                WorkerPool.Run((work.Rows + RowsPerPacking - 1) / RowsPerPacking, threads, ref work);
                work.IsPacking = false;
                WorkerPool.Run(padded / variant.TileRows64, threads, ref work);
            }
        }

        for (var row = 0; row < columns; row++)
        {
            var from = sums.Span.Slice((row * padded) + row, columns - row);
            var to = c.Slice((row * ldc) + row, columns - row);
            TensorPrimitives.Add(to, from, to);
        }
    }

    /// <summary>Columns with those that fill up the last tile.</summary>
    public static int PaddedColumns(KernelVariant variant, int columns) =>
        (columns + variant.TileRows64 - 1) / variant.TileRows64 * variant.TileRows64;

    /// <summary>Elements that <see cref="Panels"/> of <see cref="Depth"/> rows take.</summary>
    public static int PackedLength(KernelVariant variant, int columns) =>
        checked(PaddedColumns(variant, columns) * (Depth + 1));

    /// <summary>Panels of <see cref="Depth"/> rows in the given memory.</summary>
    // One row more than is used lies between panels: a whole number of pages apart, they would share a few sets of the
    // cache.
    public static Gram64Panels Panels(KernelVariant variant, int columns, double* memory) => new()
    {
        Values = memory,
        Stride = (Depth + 1) * variant.Width64,
        Columns = PaddedColumns(variant, columns),
    };

    /// <summary>A block of rows: packed first, then multiplied, one row of tiles per item.</summary>
    private struct Block : IParallelWork
    {
        public KernelVariant Variant;
        public int Columns;
        public double* A;
        public nint StrideA;
        public int Rows;
        public Gram64Panels Panels;
        public double* Sums;
        public bool IsPacking;

        public readonly void Run(int item)
        {
            if (IsPacking)
            {
                var row = item * RowsPerPacking;
                Variant.PackRows64(
                    A + (row * StrideA), StrideA, Columns, Math.Min(RowsPerPacking, Rows - row),
                    Panels.From(row, Variant.Width64));
            }
            else
            {
                Variant.GramGroup64(Panels, Rows, item, Sums);
            }
        }
    }
}
