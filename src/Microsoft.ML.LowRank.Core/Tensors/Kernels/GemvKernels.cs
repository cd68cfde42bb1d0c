using System.Runtime.CompilerServices;

namespace Microsoft.ML.LowRank.Tensors;

/// <summary>Matrix times vector and vector times matrix: limited by how fast the matrix can be read.</summary>
internal static unsafe class GemvKernels<TVector, TSimd>
    where TVector : struct
    where TSimd : struct, ISimd<TVector>
{
    // Above this the matrix is not in the second-level cache, and short pieces of rows defeat the prefetcher.
    private const long LargeMatrix = 200 * 1024;

    /// <summary>Rows firstRow … endRow − 1 of y = (y +) Wx: four dot products at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MatrixVector(in GemvArguments g, int firstRow, int endRow)
    {
        var width = TSimd.Width;
        var row = firstRow;
        for (; row <= endRow - 4; row += 4)
        {
            float* w0 = g.Matrix + (row * g.Stride), w1 = w0 + g.Stride, w2 = w1 + g.Stride, w3 = w2 + g.Stride;
            TVector a0 = TSimd.Zero, a1 = TSimd.Zero, a2 = TSimd.Zero, a3 = TSimd.Zero;
            TVector b0 = TSimd.Zero, b1 = TSimd.Zero, b2 = TSimd.Zero, b3 = TSimd.Zero;
            var column = 0;
            for (; column <= g.Columns - (2 * width); column += 2 * width)
            {
                var x0 = TSimd.Load(g.X + column);
                var x1 = TSimd.Load(g.X + column + width);
                a0 = TSimd.MultiplyAdd(TSimd.Load(w0 + column), x0, a0);
                b0 = TSimd.MultiplyAdd(TSimd.Load(w0 + column + width), x1, b0);
                a1 = TSimd.MultiplyAdd(TSimd.Load(w1 + column), x0, a1);
                b1 = TSimd.MultiplyAdd(TSimd.Load(w1 + column + width), x1, b1);
                a2 = TSimd.MultiplyAdd(TSimd.Load(w2 + column), x0, a2);
                b2 = TSimd.MultiplyAdd(TSimd.Load(w2 + column + width), x1, b2);
                a3 = TSimd.MultiplyAdd(TSimd.Load(w3 + column), x0, a3);
                b3 = TSimd.MultiplyAdd(TSimd.Load(w3 + column + width), x1, b3);
            }

            Finish(g, row, column, TSimd.Add(a0, b0));
            Finish(g, row + 1, column, TSimd.Add(a1, b1));
            Finish(g, row + 2, column, TSimd.Add(a2, b2));
            Finish(g, row + 3, column, TSimd.Add(a3, b3));
        }

        for (; row < endRow; row++)
        {
            // The same order of additions as above, so that a row's result does not depend on its neighbours.
            var w = g.Matrix + (row * g.Stride);
            TVector a = TSimd.Zero, b = TSimd.Zero;
            var column = 0;
            for (; column <= g.Columns - (2 * width); column += 2 * width)
            {
                a = TSimd.MultiplyAdd(TSimd.Load(w + column), TSimd.Load(g.X + column), a);
                b = TSimd.MultiplyAdd(TSimd.Load(w + column + width), TSimd.Load(g.X + column + width), b);
            }

            Finish(g, row, column, TSimd.Add(a, b));
        }
    }

    /// <summary>Columns firstColumn … endColumn − 1 of y = (y +) xW, every element one chain in the order of x.</summary>
    public static void VectorMatrix(in GemvArguments g, int firstColumn, int endColumn)
    {
        var width = TSimd.Width;
        var column = firstColumn;
        if ((long)g.Rows * g.Stride > LargeMatrix)
        {
            var end = endColumn - ((endColumn - column) % width);
            RowsAtATime(g, column, end);
            column = end;
        }

        for (; column <= endColumn - (8 * width); column += 8 * width)
        {
            EightVectors(g, column);
        }

        for (; column <= endColumn - width; column += width)
        {
            OneVector(g, column);
        }

        for (; column < endColumn; column++)
        {
            var sum = g.Accumulate ? g.Y[column] : 0f;
            var w = g.Matrix + column;
            for (var row = 0; row < g.Rows; row++, w += g.Stride)
            {
                sum = float.MultiplyAddEstimate(g.X[row], *w, sum);
            }

            g.Y[column] = sum;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RowsAtATime(in GemvArguments g, int firstColumn, int endColumn)
    {
        var width = TSimd.Width;
        if (!g.Accumulate)
        {
            new Span<float>(g.Y + firstColumn, endColumn - firstColumn).Clear();
        }

        var row = 0;
        for (; row <= g.Rows - 4; row += 4)
        {
            float* w0 = g.Matrix + (row * g.Stride), w1 = w0 + g.Stride, w2 = w1 + g.Stride, w3 = w2 + g.Stride;
            TVector x0 = TSimd.Broadcast(g.X[row]), x1 = TSimd.Broadcast(g.X[row + 1]);
            TVector x2 = TSimd.Broadcast(g.X[row + 2]), x3 = TSimd.Broadcast(g.X[row + 3]);
            for (var column = firstColumn; column < endColumn; column += width)
            {
                var sum = TSimd.MultiplyAdd(x0, TSimd.Load(w0 + column), TSimd.Load(g.Y + column));
                sum = TSimd.MultiplyAdd(x1, TSimd.Load(w1 + column), sum);
                sum = TSimd.MultiplyAdd(x2, TSimd.Load(w2 + column), sum);
                sum = TSimd.MultiplyAdd(x3, TSimd.Load(w3 + column), sum);
                TSimd.Store(sum, g.Y + column);
            }
        }

        for (; row < g.Rows; row++)
        {
            var w = g.Matrix + (row * g.Stride);
            var x = TSimd.Broadcast(g.X[row]);
            for (var column = firstColumn; column < endColumn; column += width)
            {
                TSimd.Store(TSimd.MultiplyAdd(x, TSimd.Load(w + column), TSimd.Load(g.Y + column)), g.Y + column);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void EightVectors(in GemvArguments g, int column)
    {
        var width = TSimd.Width;
        var y = g.Y + column;
        TVector s0 = TSimd.Zero, s1 = TSimd.Zero, s2 = TSimd.Zero, s3 = TSimd.Zero;
        TVector s4 = TSimd.Zero, s5 = TSimd.Zero, s6 = TSimd.Zero, s7 = TSimd.Zero;
        if (g.Accumulate)
        {
            s0 = TSimd.Load(y);
            s1 = TSimd.Load(y + width);
            s2 = TSimd.Load(y + (2 * width));
            s3 = TSimd.Load(y + (3 * width));
            s4 = TSimd.Load(y + (4 * width));
            s5 = TSimd.Load(y + (5 * width));
            s6 = TSimd.Load(y + (6 * width));
            s7 = TSimd.Load(y + (7 * width));
        }

        var w = g.Matrix + column;
        var stride = g.Stride;
        var end = g.X + g.Rows;
        for (var from = g.X; from < end; from++, w += stride)
        {
            var x = TSimd.Broadcast(*from);
            s0 = TSimd.MultiplyAdd(x, TSimd.Load(w), s0);
            s1 = TSimd.MultiplyAdd(x, TSimd.Load(w + width), s1);
            s2 = TSimd.MultiplyAdd(x, TSimd.Load(w + (2 * width)), s2);
            s3 = TSimd.MultiplyAdd(x, TSimd.Load(w + (3 * width)), s3);
            s4 = TSimd.MultiplyAdd(x, TSimd.Load(w + (4 * width)), s4);
            s5 = TSimd.MultiplyAdd(x, TSimd.Load(w + (5 * width)), s5);
            s6 = TSimd.MultiplyAdd(x, TSimd.Load(w + (6 * width)), s6);
            s7 = TSimd.MultiplyAdd(x, TSimd.Load(w + (7 * width)), s7);
        }

        TSimd.Store(s0, y);
        TSimd.Store(s1, y + width);
        TSimd.Store(s2, y + (2 * width));
        TSimd.Store(s3, y + (3 * width));
        TSimd.Store(s4, y + (4 * width));
        TSimd.Store(s5, y + (5 * width));
        TSimd.Store(s6, y + (6 * width));
        TSimd.Store(s7, y + (7 * width));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneVector(in GemvArguments g, int column)
    {
        var sum = g.Accumulate ? TSimd.Load(g.Y + column) : TSimd.Zero;
        var w = g.Matrix + column;
        for (var row = 0; row < g.Rows; row++, w += g.Stride)
        {
            sum = TSimd.MultiplyAdd(TSimd.Broadcast(g.X[row]), TSimd.Load(w), sum);
        }

        TSimd.Store(sum, g.Y + column);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(in GemvArguments g, int row, int column, TVector partial)
    {
        var w = g.Matrix + (row * g.Stride);
        var sum = TSimd.Sum(partial);
        for (; column < g.Columns; column++)
        {
            sum = float.MultiplyAddEstimate(w[column], g.X[column], sum);
        }

        g.Y[row] = g.Accumulate ? g.Y[row] + sum : sum;
    }
}
