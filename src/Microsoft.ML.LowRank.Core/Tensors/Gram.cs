namespace Microsoft.ML.LowRank.Tensors;

/// <summary>Gram matrices: float32 products within blocks of rows, float64 sums across blocks.</summary>
internal static unsafe class Gram
{
    // A tile's sums stay in registers for this many rows; then they are added to the float64 matrix. Where that
    // matrix no longer fits a cache, it is visited half as often.
    private const int Depth = 512;
    private const int DepthOfWide = 1024;
    private const int Wide = 512;
    private const int ColumnsPerBlock = 320;

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

        var depth = Math.Min(rows, columns > Wide ? DepthOfWide : Depth);
        var tall = (columns + variant.TileRows - 1) / variant.TileRows;
        var broad = (columns + variant.TileColumns - 1) / variant.TileColumns;
        using var tallPanels = BufferPool.Rent<float>(checked(tall * variant.TileRows * depth));
        using var broadPanels = BufferPool.Rent<float>(checked(broad * variant.TileColumns * depth));
        fixed (float* pa = a)
        fixed (double* pc = c)
        {
            var blocks = (columns + ColumnsPerBlock - 1) / ColumnsPerBlock;
            var work = new Block
            {
                Variant = variant,
                Columns = columns,
                StrideA = lda,
                C = pc,
                StrideC = ldc,
                TallPanels = tallPanels.Pointer,
                BroadPanels = broadPanels.Pointer,
                TallCount = tall,
            };
            for (var row = 0; row < rows; row += depth)
            {
                work.A = pa + ((nint)row * lda);
                work.Depth = Math.Min(depth, rows - row);
                work.Packing = true;
                WorkerPool.Run(tall + broad, threads, ref work);
                work.Packing = false;
                WorkerPool.Run(tall * blocks, threads, ref work);
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

    /// <summary>A block of rows: packed first, both as left and as right factor, then multiplied tile by tile.</summary>
    private struct Block : IParallelWork
    {
        public KernelVariant Variant;
        public int Columns;
        public float* A;
        public nint StrideA;
        public int Depth;
        public double* C;
        public nint StrideC;
        public float* TallPanels;
        public float* BroadPanels;
        public int TallCount;
        public bool Packing;

        public readonly void Run(int item)
        {
            if (!Packing)
            {
                MultiplyPanel(item % TallCount * Variant.TileRows, item / TallCount * ColumnsPerBlock);
            }
            else if (item < TallCount)
            {
                Pack(item, Variant.TileRows, TallPanels);
            }
            else
            {
                Pack(item - TallCount, Variant.TileColumns, BroadPanels);
            }
        }

        private readonly void Pack(int panel, int width, float* panels)
        {
            var first = panel * width;
            Tensors.Packing.Rows(
                A + first, StrideA, Math.Min(width, Columns - first), Depth, panels + ((nint)first * Depth), width);
        }

        private readonly void MultiplyPanel(int row, int firstColumn)
        {
            int tileRows = Variant.TileRows, width = Variant.TileColumns;
            var endColumn = Math.Min(Columns, firstColumn + ColumnsPerBlock);
            var rows = Math.Min(tileRows, Columns - row);
            var tile = Variant.Tile(rows, 2, panels: true);
            var scratch = stackalloc float[tileRows * width];
            for (var column = Math.Max(firstColumn, row / width * width); column < endColumn; column += width)
            {
                tile(
                    TallPanels + ((nint)row * Depth), tileRows, BroadPanels + ((nint)column * Depth), width,
                    scratch, width, Depth, false);
                for (var i = 0; i < rows; i++)
                {
                    var first = Math.Max(column, row + i);
                    var count = Math.Min(column + width, Columns) - first;
                    if (count > 0)
                    {
                        Variant.AddWidened(
                            scratch + (i * width) + first - column, C + ((row + i) * StrideC) + first, count);
                    }
                }
            }
        }
    }
}
