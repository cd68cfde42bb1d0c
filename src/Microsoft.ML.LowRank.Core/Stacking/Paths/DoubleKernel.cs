using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>
/// Matrix products in float64 of small row-major matrices that are padded to whole tiles: gradients that must vanish to
/// a millionth and better of what they were cannot be summed in float32.
/// </summary>
internal static unsafe class DoubleKernel
{
    /// <summary>C has a multiple of so many rows.</summary>
    public const int TileRows = 4;

    /// <summary>C has a multiple of so many columns.</summary>
    public const int TileColumns = 16;

    /// <summary>C = A·B, or C = AᵀB by the strides of A.</summary>
    /// <param name="a">A.</param>
    /// <param name="rowStride">From an element of A to the one of C's next row.</param>
    /// <param name="termStride">From an element of A to the one of the next term.</param>
    /// <param name="b">B, one row per term.</param>
    /// <param name="c">C, with rows as far apart as those of B.</param>
    /// <param name="rows">Rows of C.</param>
    /// <param name="columns">Columns of B and C.</param>
    /// <param name="terms">Number of terms of each element.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(
        double* a, nint rowStride, nint termStride, double* b, double* c, int rows, int columns, int terms)
    {
        for (int column = 0; column < columns; column += TileColumns)
            for (int row = 0; row < rows; row += TileRows)
                Tile(
                    a + (row * rowStride), rowStride, termStride, b + column, c + ((nint)row * columns) + column,
                    columns, terms);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Tile(
        double* a, nint rowStride, nint termStride, double* b, double* c, nint stride, int terms)
    {
        var c00 = Vector512<double>.Zero;
        var c01 = Vector512<double>.Zero;
        var c10 = Vector512<double>.Zero;
        var c11 = Vector512<double>.Zero;
        var c20 = Vector512<double>.Zero;
        var c21 = Vector512<double>.Zero;
        var c30 = Vector512<double>.Zero;
        var c31 = Vector512<double>.Zero;
        for (int term = 0; term < terms; term++)
        {
            var b0 = Vector512.Load(b);
            var b1 = Vector512.Load(b + 8);
            var a0 = Vector512.Create(*a);
            c00 = Vector512.MultiplyAddEstimate(a0, b0, c00);
            c01 = Vector512.MultiplyAddEstimate(a0, b1, c01);
            var a1 = Vector512.Create(a[rowStride]);
            c10 = Vector512.MultiplyAddEstimate(a1, b0, c10);
            c11 = Vector512.MultiplyAddEstimate(a1, b1, c11);
            var a2 = Vector512.Create(a[2 * rowStride]);
            c20 = Vector512.MultiplyAddEstimate(a2, b0, c20);
            c21 = Vector512.MultiplyAddEstimate(a2, b1, c21);
            var a3 = Vector512.Create(a[3 * rowStride]);
            c30 = Vector512.MultiplyAddEstimate(a3, b0, c30);
            c31 = Vector512.MultiplyAddEstimate(a3, b1, c31);
            a += termStride;
            b += stride;
        }
        c00.Store(c);
        c01.Store(c + 8);
        c10.Store(c + stride);
        c11.Store(c + stride + 8);
        c20.Store(c + (2 * stride));
        c21.Store(c + (2 * stride) + 8);
        c30.Store(c + (3 * stride));
        c31.Store(c + (3 * stride) + 8);
    }
}
