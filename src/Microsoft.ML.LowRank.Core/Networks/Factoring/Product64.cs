using System.Numerics;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Networks.Factoring;

/// <summary>Products of dense matrices in float64, for spectra whose small end float32 would drown.</summary>
internal static unsafe class Product64
{
    private const int TileRows = 4;
    private const int TileVectors = 3;
    private const int RowsPerItem = 32;

    private static int TileColumns => TileVectors * Vector<double>.Count;

    /// <summary>A·B, row-major; the same, bit for bit, for any number of threads.</summary>
    /// <param name="a">Rows × depth.</param>
    /// <param name="b">Depth × columns.</param>
    /// <param name="rows">Rows of A.</param>
    /// <param name="depth">Columns of A, rows of B.</param>
    /// <param name="columns">Columns of B.</param>
    /// <param name="threads">Most threads to use; 0 or less means the processor count.</param>
    public static double[] Multiply(double[] a, double[] b, int rows, int depth, int columns, int threads = 1)
    {
        var result = new double[checked(rows * columns)];
        if (depth == 0 || result.Length == 0)
            return result;
        int strips = (columns + TileColumns - 1) / TileColumns;
        using var packed = BufferPool.Rent<double>(checked(strips * TileColumns * depth));
        fixed (double* pa = a, pb = b, pc = result)
        {
            var work = new Work
            {
                A = pa,
                B = pb,
                C = pc,
                Packed = packed.Pointer,
                Rows = rows,
                Depth = depth,
                Columns = columns,
                IsPacking = true,
            };
            WorkerPool.Run(strips, threads, ref work);
            work.IsPacking = false;
            WorkerPool.Run((rows + RowsPerItem - 1) / RowsPerItem, threads, ref work);
        }
        return result;
    }

    /// <summary>Aᵀ, row-major.</summary>
    public static double[] Transpose(double[] a, int rows, int columns)
    {
        const int Side = 32;
        var result = new double[a.Length];
        for (int top = 0; top < rows; top += Side)
            for (int left = 0; left < columns; left += Side)
                for (int i = top; i < Math.Min(top + Side, rows); i++)
                    for (int j = left; j < Math.Min(left + Side, columns); j++)
                        result[(j * rows) + i] = a[(i * columns) + j];
        return result;
    }

    /// <summary>First B in strips as wide as a tile, one strip per item; then some rows of the product per item.</summary>
    private struct Work : IParallelWork
    {
        public double* A;
        public double* B;
        public double* C;
        public double* Packed;
        public int Rows;
        public int Depth;
        public int Columns;
        public bool IsPacking;

        public readonly void Run(int item)
        {
            if (IsPacking)
            {
                Pack(item);
                return;
            }
            int end = Math.Min((item + 1) * RowsPerItem, Rows);
            for (int left = 0; left < Columns; left += TileColumns)
                for (int row = item * RowsPerItem; row < end; row += TileRows)
                    Tile(row, Math.Min(TileRows, end - row), left);
        }

        private readonly void Pack(int strip)
        {
            int left = strip * TileColumns;
            int width = Math.Min(TileColumns, Columns - left);
            for (int k = 0; k < Depth; k++)
            {
                var to = new Span<double>(Packed + ((((nint)strip * Depth) + k) * TileColumns), TileColumns);
                new Span<double>(B + ((nint)k * Columns) + left, width).CopyTo(to);
                to[width..].Clear();
            }
        }

        private readonly void Tile(int row, int rows, int left)
        {
            // A short last tile computes its last row again rather than have a kernel of its own.
            double* a0 = A + ((nint)row * Depth);
            double* a1 = A + ((nint)(row + Math.Min(1, rows - 1)) * Depth);
            double* a2 = A + ((nint)(row + Math.Min(2, rows - 1)) * Depth);
            double* a3 = A + ((nint)(row + Math.Min(3, rows - 1)) * Depth);
            double* b = Packed + ((nint)left * Depth);
            Vector<double> c00 = default, c01 = default, c02 = default, c10 = default, c11 = default, c12 = default;
            Vector<double> c20 = default, c21 = default, c22 = default, c30 = default, c31 = default, c32 = default;
            for (int k = 0; k < Depth; k++, b += TileColumns)
            {
                var b0 = Vector.Load(b);
                var b1 = Vector.Load(b + Vector<double>.Count);
                var b2 = Vector.Load(b + (2 * Vector<double>.Count));
                var x = new Vector<double>(a0[k]);
                c00 = Vector.FusedMultiplyAdd(x, b0, c00);
                c01 = Vector.FusedMultiplyAdd(x, b1, c01);
                c02 = Vector.FusedMultiplyAdd(x, b2, c02);
                x = new Vector<double>(a1[k]);
                c10 = Vector.FusedMultiplyAdd(x, b0, c10);
                c11 = Vector.FusedMultiplyAdd(x, b1, c11);
                c12 = Vector.FusedMultiplyAdd(x, b2, c12);
                x = new Vector<double>(a2[k]);
                c20 = Vector.FusedMultiplyAdd(x, b0, c20);
                c21 = Vector.FusedMultiplyAdd(x, b1, c21);
                c22 = Vector.FusedMultiplyAdd(x, b2, c22);
                x = new Vector<double>(a3[k]);
                c30 = Vector.FusedMultiplyAdd(x, b0, c30);
                c31 = Vector.FusedMultiplyAdd(x, b1, c31);
                c32 = Vector.FusedMultiplyAdd(x, b2, c32);
            }
            Store(row, left, c00, c01, c02);
            if (rows > 1)
                Store(row + 1, left, c10, c11, c12);
            if (rows > 2)
                Store(row + 2, left, c20, c21, c22);
            if (rows > 3)
                Store(row + 3, left, c30, c31, c32);
        }

        private readonly void Store(int row, int left, Vector<double> c0, Vector<double> c1, Vector<double> c2)
        {
            double* tile = stackalloc double[TileVectors * Vector<double>.Count];
            c0.Store(tile);
            c1.Store(tile + Vector<double>.Count);
            c2.Store(tile + (2 * Vector<double>.Count));
            int width = Math.Min(TileColumns, Columns - left);
            new Span<double>(tile, width).CopyTo(new Span<double>(C + ((nint)row * Columns) + left, width));
        }
    }
}
