using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.LowRank.Tensors;

/// <summary>Vector times matrix: every element of the result is one chain of multiply-adds in the order of x.</summary>
/// <remarks>
/// Where a good part of x is zero, the rows of W that meet a zero are left out, which changes no bit of a sum of finite
/// numbers: half of what a rectified layer hands on are zeros.
/// </remarks>
internal static unsafe class VectorMatrixKernel<TVector, TSimd>
    where TVector : struct
    where TSimd : struct, ISimd<TVector>
{
    // Above this the matrix is not in the second-level cache, and short pieces of rows defeat the prefetcher.
    private const long LargeMatrix = 256 * 1024;
    private const int MostVectors = 10;

    // Terms that are listed at once, on the stack.
    private const int MostTerms = 1024;

    // With fewer zeros than one in so many, a list of the others costs more than it saves.
    private const int FewZeros = 8;

    /// <summary>Columns firstColumn … endColumn − 1 of y = (y +) xW.</summary>
    public static void Run(in GemvArguments g, int firstColumn, int endColumn)
    {
        var width = TSimd.Width;
        var count = endColumn - firstColumn;
        if (count < width)
        {
            Narrow(g, firstColumn, endColumn);
            return;
        }

        if ((long)g.Rows * g.Stride > LargeMatrix)
        {
            var whole = firstColumn + (count / width * width);
            RowsAtATime(g, firstColumn, whole);
            Narrow(g, whole, endColumn);
            return;
        }

        if (new ReadOnlySpan<int>(g.X, g.Rows).Count(0) < g.Rows / FewZeros)
        {
            Strips<N0>(g, new Terms { X = g.X, Count = g.Rows, Accumulate = g.Accumulate }, firstColumn, endColumn);
        }
        else
        {
            WithoutZeros(g, firstColumn, endColumn);
        }
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WithoutZeros(in GemvArguments g, int firstColumn, int endColumn)
    {
        var x = stackalloc float[MostTerms];
        var rows = stackalloc nint[MostTerms];
        var terms = new Terms { X = x, Rows = rows, Accumulate = g.Accumulate };
        var firstRow = 0;
        do
        {
            terms.Count = 0;
            var endRow = Math.Min(g.Rows, firstRow + MostTerms);
            for (; firstRow < endRow; firstRow++)
            {
                x[terms.Count] = g.X[firstRow];
                rows[terms.Count] = firstRow * g.Stride;
                // Without a branch: there is no pattern to be guessed.
                terms.Count += g.X[firstRow] != 0 ? 1 : 0;
            }

            Strips<N1>(g, terms, firstColumn, endColumn);
            terms.Accumulate = true;
        }
        while (firstRow < g.Rows);
    }

    private static void Strips<TListed>(in GemvArguments g, in Terms terms, int firstColumn, int endColumn)
        where TListed : struct, IConstant
    {
        // Strips as equal as can be: a strip of one vector takes as long as one of eight. The last vector of all is
        // set back to end with the last column; what it shares with its neighbour comes out the same twice.
        var width = TSimd.Width;
        var vectors = (endColumn - firstColumn + width - 1) / width;
        var strips = (vectors + MostVectors - 1) / MostVectors;
        var first = firstColumn;
        for (var strip = 0; strip < strips; strip++)
        {
            var size = (vectors * (strip + 1) / strips) - (vectors * strip / strips);
            var last = Math.Min((size - 1) * width, endColumn - first - width);
            RunStrip<TListed>(g, terms, first, size, last);
            first += size * width;
        }
    }

    private static void RunStrip<TListed>(in GemvArguments g, in Terms terms, int column, int vectors, int last)
        where TListed : struct, IConstant
    {
        switch (vectors)
        {
            case 1:
                Strip<N1, TListed>(g, terms, column, last);
                break;
            case 2:
                Strip<N2, TListed>(g, terms, column, last);
                break;
            case 3:
                Strip<N3, TListed>(g, terms, column, last);
                break;
            case 4:
                Strip<N4, TListed>(g, terms, column, last);
                break;
            case 5:
                Strip<N5, TListed>(g, terms, column, last);
                break;
            case 6:
                Strip<N6, TListed>(g, terms, column, last);
                break;
            case 7:
                Strip<N7, TListed>(g, terms, column, last);
                break;
            case 8:
                Strip<N8, TListed>(g, terms, column, last);
                break;
            case 9:
                Strip<N9, TListed>(g, terms, column, last);
                break;
            case 10:
                Strip<N10, TListed>(g, terms, column, last);
                break;
        }
    }

    /// <summary>
    /// A strip of vectors side by side, but the last at the offset <paramref name="last"/>; over the rows that are listed, or all.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Strip<TCount, TListed>(in GemvArguments g, in Terms terms, int column, nint last)
        where TCount : struct, IConstant
        where TListed : struct, IConstant
    {
        var y = g.Y + column;
        TVector s0 = TSimd.Zero, s1 = TSimd.Zero, s2 = TSimd.Zero, s3 = TSimd.Zero, s4 = TSimd.Zero;
        TVector s5 = TSimd.Zero, s6 = TSimd.Zero, s7 = TSimd.Zero, s8 = TSimd.Zero, end = TSimd.Zero;
        if (terms.Accumulate)
        {
            s0 = TCount.Value > 1 ? TSimd.Load(y + (0 * TSimd.Width)) : s0;
            s1 = TCount.Value > 2 ? TSimd.Load(y + (1 * TSimd.Width)) : s1;
            s2 = TCount.Value > 3 ? TSimd.Load(y + (2 * TSimd.Width)) : s2;
            s3 = TCount.Value > 4 ? TSimd.Load(y + (3 * TSimd.Width)) : s3;
            s4 = TCount.Value > 5 ? TSimd.Load(y + (4 * TSimd.Width)) : s4;
            s5 = TCount.Value > 6 ? TSimd.Load(y + (5 * TSimd.Width)) : s5;
            s6 = TCount.Value > 7 ? TSimd.Load(y + (6 * TSimd.Width)) : s6;
            s7 = TCount.Value > 8 ? TSimd.Load(y + (7 * TSimd.Width)) : s7;
            s8 = TCount.Value > 9 ? TSimd.Load(y + (8 * TSimd.Width)) : s8;
            end = TSimd.Load(y + last);
        }

        var matrix = g.Matrix + column;
        var stride = g.Stride;
        var rows = terms.Rows;
        var w = matrix;
        var stop = terms.X + terms.Count;
        for (var from = terms.X; from < stop; from++, w += TListed.Value != 0 ? 0 : stride)
        {
            if (TListed.Value != 0)
            {
                w = matrix + *rows++;
            }

            var x = TSimd.Broadcast(*from);
            s0 = TCount.Value > 1 ? TSimd.MultiplyAdd(x, TSimd.Load(w + (0 * TSimd.Width)), s0) : s0;
            s1 = TCount.Value > 2 ? TSimd.MultiplyAdd(x, TSimd.Load(w + (1 * TSimd.Width)), s1) : s1;
            s2 = TCount.Value > 3 ? TSimd.MultiplyAdd(x, TSimd.Load(w + (2 * TSimd.Width)), s2) : s2;
            s3 = TCount.Value > 4 ? TSimd.MultiplyAdd(x, TSimd.Load(w + (3 * TSimd.Width)), s3) : s3;
            s4 = TCount.Value > 5 ? TSimd.MultiplyAdd(x, TSimd.Load(w + (4 * TSimd.Width)), s4) : s4;
            s5 = TCount.Value > 6 ? TSimd.MultiplyAdd(x, TSimd.Load(w + (5 * TSimd.Width)), s5) : s5;
            s6 = TCount.Value > 7 ? TSimd.MultiplyAdd(x, TSimd.Load(w + (6 * TSimd.Width)), s6) : s6;
            s7 = TCount.Value > 8 ? TSimd.MultiplyAdd(x, TSimd.Load(w + (7 * TSimd.Width)), s7) : s7;
            s8 = TCount.Value > 9 ? TSimd.MultiplyAdd(x, TSimd.Load(w + (8 * TSimd.Width)), s8) : s8;
            end = TSimd.MultiplyAdd(x, TSimd.Load(w + last), end);
        }

        if (TCount.Value > 1)
        {
            TSimd.Store(s0, y + (0 * TSimd.Width));
        }

        if (TCount.Value > 2)
        {
            TSimd.Store(s1, y + (1 * TSimd.Width));
        }

        if (TCount.Value > 3)
        {
            TSimd.Store(s2, y + (2 * TSimd.Width));
        }

        if (TCount.Value > 4)
        {
            TSimd.Store(s3, y + (3 * TSimd.Width));
        }

        if (TCount.Value > 5)
        {
            TSimd.Store(s4, y + (4 * TSimd.Width));
        }

        if (TCount.Value > 6)
        {
            TSimd.Store(s5, y + (5 * TSimd.Width));
        }

        if (TCount.Value > 7)
        {
            TSimd.Store(s6, y + (6 * TSimd.Width));
        }

        if (TCount.Value > 8)
        {
            TSimd.Store(s7, y + (7 * TSimd.Width));
        }

        if (TCount.Value > 9)
        {
            TSimd.Store(s8, y + (8 * TSimd.Width));
        }

        TSimd.Store(end, y + last);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RowsAtATime(in GemvArguments g, int firstColumn, int endColumn)
    {
        var width = TSimd.Width;
        var y = g.Y;
        if (!g.Accumulate)
        {
            new Span<float>(y + firstColumn, endColumn - firstColumn).Clear();
        }

        var row = 0;
        for (; row <= g.Rows - 4; row += 4)
        {
            float* w0 = g.Matrix + (row * g.Stride), w1 = w0 + g.Stride, w2 = w1 + g.Stride, w3 = w2 + g.Stride;
            TVector x0 = TSimd.Broadcast(g.X[row]), x1 = TSimd.Broadcast(g.X[row + 1]);
            TVector x2 = TSimd.Broadcast(g.X[row + 2]), x3 = TSimd.Broadcast(g.X[row + 3]);
            for (var column = firstColumn; column < endColumn; column += width)
            {
                var sum = TSimd.MultiplyAdd(x0, TSimd.Load(w0 + column), TSimd.Load(y + column));
                sum = TSimd.MultiplyAdd(x1, TSimd.Load(w1 + column), sum);
                sum = TSimd.MultiplyAdd(x2, TSimd.Load(w2 + column), sum);
                sum = TSimd.MultiplyAdd(x3, TSimd.Load(w3 + column), sum);
                TSimd.Store(sum, y + column);
            }
        }

        for (; row < g.Rows; row++)
        {
            var w = g.Matrix + (row * g.Stride);
            var x = TSimd.Broadcast(g.X[row]);
            for (var column = firstColumn; column < endColumn; column += width)
            {
                TSimd.Store(TSimd.MultiplyAdd(x, TSimd.Load(w + column), TSimd.Load(y + column)), y + column);
            }
        }
    }

    /// <summary>Fewer columns than a vector has places.</summary>
    private static void Narrow(in GemvArguments g, int firstColumn, int endColumn)
    {
        var column = firstColumn;
        for (; column <= endColumn - Simd128.Width; column += Simd128.Width)
        {
            var sum = g.Accumulate ? Vector128.Load(g.Y + column) : Vector128<float>.Zero;
            var w = g.Matrix + column;
            for (var row = 0; row < g.Rows; row++, w += g.Stride)
            {
                sum = Simd128.MultiplyAdd(Vector128.Create(g.X[row]), Vector128.Load(w), sum);
            }

            sum.Store(g.Y + column);
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

    /// <summary>What is multiplied: numbers, and where the rows of W that they meet begin, unless these are all rows.</summary>
    private struct Terms
    {
        public float* X;
        public nint* Rows;
        public int Count;
        public bool Accumulate;
    }
}
