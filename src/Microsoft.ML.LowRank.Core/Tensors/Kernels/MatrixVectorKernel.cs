using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.LowRank.Tensors;

/// <summary>Matrix times vector: dot products, four rows at a time.</summary>
internal static unsafe class MatrixVectorKernel<TVector, TSimd>
    where TVector : struct
    where TSimd : struct, ISimd<TVector>
{
    /// <summary>Rows firstRow … endRow − 1 of y = (y +) Wx.</summary>
    /// <remarks>The order of additions depends on the number of columns only, not on a row's neighbours.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(in GemvArguments g, int firstRow, int endRow)
    {
        var width = TSimd.Width;
        var columns = g.Columns;
        var x = g.X;
        var row = firstRow;
        for (; row <= endRow - 4; row += 4)
        {
            float* w0 = g.Matrix + (row * g.Stride), w1 = w0 + g.Stride, w2 = w1 + g.Stride, w3 = w2 + g.Stride;
            TVector a0 = TSimd.Zero, a1 = TSimd.Zero, a2 = TSimd.Zero, a3 = TSimd.Zero;
            TVector b0 = TSimd.Zero, b1 = TSimd.Zero, b2 = TSimd.Zero, b3 = TSimd.Zero;
            var column = 0;
            for (; column <= columns - (2 * width); column += 2 * width)
            {
                var x0 = TSimd.Load(x + column);
                var x1 = TSimd.Load(x + column + width);
                a0 = TSimd.MultiplyAdd(TSimd.Load(w0 + column), x0, a0);
                a1 = TSimd.MultiplyAdd(TSimd.Load(w1 + column), x0, a1);
                a2 = TSimd.MultiplyAdd(TSimd.Load(w2 + column), x0, a2);
                a3 = TSimd.MultiplyAdd(TSimd.Load(w3 + column), x0, a3);
                b0 = TSimd.MultiplyAdd(TSimd.Load(w0 + column + width), x1, b0);
                b1 = TSimd.MultiplyAdd(TSimd.Load(w1 + column + width), x1, b1);
                b2 = TSimd.MultiplyAdd(TSimd.Load(w2 + column + width), x1, b2);
                b3 = TSimd.MultiplyAdd(TSimd.Load(w3 + column + width), x1, b3);
            }

            if (column <= columns - width)
            {
                var x0 = TSimd.Load(x + column);
                a0 = TSimd.MultiplyAdd(TSimd.Load(w0 + column), x0, a0);
                a1 = TSimd.MultiplyAdd(TSimd.Load(w1 + column), x0, a1);
                a2 = TSimd.MultiplyAdd(TSimd.Load(w2 + column), x0, a2);
                a3 = TSimd.MultiplyAdd(TSimd.Load(w3 + column), x0, a3);
                column += width;
            }

            Finish(g, row, column, TSimd.Add(a0, b0));
            Finish(g, row + 1, column, TSimd.Add(a1, b1));
            Finish(g, row + 2, column, TSimd.Add(a2, b2));
            Finish(g, row + 3, column, TSimd.Add(a3, b3));
        }

        for (; row < endRow; row++)
        {
            var w = g.Matrix + (row * g.Stride);
            TVector a = TSimd.Zero, b = TSimd.Zero;
            var column = 0;
            for (; column <= columns - (2 * width); column += 2 * width)
            {
                a = TSimd.MultiplyAdd(TSimd.Load(w + column), TSimd.Load(x + column), a);
                b = TSimd.MultiplyAdd(TSimd.Load(w + column + width), TSimd.Load(x + column + width), b);
            }

            if (column <= columns - width)
            {
                a = TSimd.MultiplyAdd(TSimd.Load(w + column), TSimd.Load(x + column), a);
                column += width;
            }

            Finish(g, row, column, TSimd.Add(a, b));
        }
    }

    /// <summary>Adds the last columns, fewer than a vector, and writes the element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(in GemvArguments g, int row, int column, TVector partial)
    {
        var sum = TSimd.Sum(partial);
        if (column < g.Columns)
        {
            sum += Rest(g.Matrix + (row * g.Stride) + column, g.X + column, g.Columns - column);
        }

        g.Y[row] = g.Accumulate ? g.Y[row] + sum : sum;
    }

    private static float Rest(float* w, float* x, int count)
    {
        var sum = Vector128<float>.Zero;
        var index = 0;
        for (; index <= count - Simd128.Width; index += Simd128.Width)
        {
            sum = Simd128.MultiplyAdd(Vector128.Load(w + index), Vector128.Load(x + index), sum);
        }

        var rest = Vector128.Sum(sum);
        for (; index < count; index++)
        {
            rest = float.MultiplyAddEstimate(w[index], x[index], rest);
        }

        return rest;
    }
}
