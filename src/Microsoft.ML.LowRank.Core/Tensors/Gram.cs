using System.Runtime.CompilerServices;

namespace Microsoft.ML.LowRank.Tensors;

/// <summary>Gram matrices: float32 products within blocks of rows, float64 sums across blocks.</summary>
internal static unsafe class Gram
{
    // A tile's sums stay in registers for this many rows; then they are added to the float64 matrix.
    private const int Depth = 512;

    // Floats of a block of right factors, which stays in the second-level cache.
    private const int BlockValues = 160 * 1024;
    private const int RowsPerPacking = 64;

    /// <summary>
    /// C (columns×columns, float64) += AᵀA, the upper triangle with the diagonal; what lies below it is not touched
    /// (see <see cref="MirrorUpper"/>).
    /// </summary>
    /// <remarks>
    /// Rows are summed in blocks counted from the first row of the call, so the result is the same, bit for bit, for
    /// any number of threads. The relative error of an element is about that of a float32 sum of 512 terms, however
    /// many rows there are. Center the columns first where their means are large against their spread.
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
        int rows, int columns, ReadOnlySpan<float> a, int lda, Span<double> c, int ldc, int threads = 1) =>
        AddUpper(KernelVariants.Default, rows, columns, a, lda, c, ldc, threads);

    /// <summary>The same with given kernels.</summary>
    internal static void AddUpper(
        KernelVariant variant, int rows, int columns, ReadOnlySpan<float> a, int lda, Span<double> c, int ldc,
        int threads)
    {
        Shapes.Check(nameof(a), a.Length, rows, columns, lda);
        Shapes.Check(nameof(c), c.Length, columns, columns, ldc);
        if (rows == 0 || columns == 0)
        {
            return;
        }

        var depth = Math.Min(rows, Depth);
        var panels = (columns + variant.TileColumns - 1) / variant.TileColumns;
        using var packed = BufferPool.Rent<float>(checked(panels * variant.TileColumns * depth));
        fixed (float* pa = a)
        fixed (double* pc = c)
        {
            var work = new Block
            {
                Variant = variant,
                Columns = columns,
                StrideA = lda,
                C = pc,
                StrideC = ldc,
                Packed = packed.Pointer,
                Panels = panels,
                PanelsPerBlock = Math.Max(1, BlockValues / depth / variant.TileColumns),
            };
            var blocks = (panels + work.PanelsPerBlock - 1) / work.PanelsPerBlock;
            for (var row = 0; row < rows; row += depth)
            {
                work.A = pa + ((nint)row * lda);
                work.Depth = Math.Min(depth, rows - row);
                work.IsPacking = true;
                WorkerPool.Run((work.Depth + RowsPerPacking - 1) / RowsPerPacking, threads, ref work);
                work.IsPacking = false;
                WorkerPool.Run(panels * blocks, threads, ref work);
            }
        }
    }

    /// <summary>Copies the upper triangle of a square matrix into the lower.</summary>
    public static void MirrorUpper(int size, Span<double> c, int ldc)
    {
        Shapes.Check(nameof(c), c.Length, size, size, ldc);
        for (var row = 1; row < size; row++)
        {
            for (var column = 0; column < row; column++)
            {
                c[(row * ldc) + column] = c[(column * ldc) + row];
            }
        }
    }

    /// <summary>
    /// A block of rows: packed first, then multiplied tile by tile. A panel of it serves both as the right factor and,
    /// one tile's height of its columns after the other, as the left.
    /// </summary>
    private struct Block : IParallelWork
    {
        public KernelVariant Variant;
        public int Columns;
        public float* A;
        public nint StrideA;
        public int Depth;
        public double* C;
        public nint StrideC;
        public float* Packed;
        public int Panels;
        public int PanelsPerBlock;
        public bool IsPacking;

        public readonly void Run(int item)
        {
            if (IsPacking)
            {
                Pack(item * RowsPerPacking);
            }
            else
            {
                Multiply(item % Panels, item / Panels * PanelsPerBlock);
            }
        }

        private readonly void Pack(int row)
        {
            var width = Variant.TileColumns;
            Packing.Rows(
                A + (row * StrideA), StrideA, Columns, Math.Min(RowsPerPacking, Depth - row), Packed + (row * width),
                width, Depth);
        }

        [SkipLocalsInit]
        private readonly void Multiply(int left, int firstRight)
        {
            var width = Variant.TileColumns;
            var endRight = Math.Min(Panels, firstRight + PanelsPerBlock);
            var scratch = stackalloc float[width * width];
            for (var right = Math.Max(left, firstRight); right < endRight; right++)
            {
                var endRow = Math.Min(width, Columns - (left * width));
                for (var row = 0; row < endRow; row += Variant.TileRows)
                {
                    var rows = Math.Min(Variant.TileRows, endRow - row);
                    Variant.Tile(rows, 2, panels: true)(
                        Panel(left) + row, width, Panel(right), width, scratch + (row * width), width, Depth, false);
                }

                Add(scratch, left * width, endRow, right * width, Math.Min(width, Columns - (right * width)));
            }
        }

        private readonly float* Panel(int panel) => Packed + ((nint)panel * Variant.TileColumns * Depth);

        private readonly void Add(float* tile, int firstRow, int rows, int firstColumn, int columns)
        {
            var width = Variant.TileColumns;
            var to = C + (firstRow * StrideC) + firstColumn;
            if (firstRow != firstColumn)
            {
                Variant.AddWidened(tile, width, to, StrideC, rows, columns);
                return;
            }

            for (var row = 0; row < rows; row++)
            {
                Variant.AddWidened(
                    tile + (row * (width + 1)), width, to + (row * (StrideC + 1)), StrideC, 1, columns - row);
            }
        }
    }
}
