using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.LowRank.Tensors;

/// <summary>Sparse rows times dense.</summary>
internal static unsafe class SparseRowsKernel<TVector, TSimd>
    where TVector : struct
    where TSimd : struct, ISimd<TVector>
{
    private const int MostVectors = 8;

    // Rows of the dense matrix lie anywhere in memory: they are asked for this many stored values before their turn.
    private const int Ahead = 8;

    /// <summary>Rows firstRow … endRow − 1 of result = (result +) sparse · dense.</summary>
    public static void Run(in SparseArguments s, int firstRow, int endRow)
    {
        var width = TSimd.Width;
        if (s.Width < width)
        {
            Narrow(s, firstRow, endRow);
            return;
        }

        // As in VectorMatrixKernel: even strips, and the last vector set back to end with the last column.
        var vectors = (s.Width + width - 1) / width;
        var strips = (vectors + MostVectors - 1) / MostVectors;
        var column = 0;
        for (var strip = 0; strip < strips; strip++)
        {
            var size = (vectors * (strip + 1) / strips) - (vectors * strip / strips);
            RunStrip(s, firstRow, endRow, column, size, Math.Min((size - 1) * width, s.Width - column - width));
            column += size * width;
        }
    }

    private static void RunStrip(in SparseArguments s, int firstRow, int endRow, int column, int vectors, int last)
    {
        switch (vectors)
        {
            case 1:
                Strip<N1>(s, firstRow, endRow, column, last);
                break;
            case 2:
                Strip<N2>(s, firstRow, endRow, column, last);
                break;
            case 3:
                Strip<N3>(s, firstRow, endRow, column, last);
                break;
            case 4:
                Strip<N4>(s, firstRow, endRow, column, last);
                break;
            case 5:
                Strip<N5>(s, firstRow, endRow, column, last);
                break;
            case 6:
                Strip<N6>(s, firstRow, endRow, column, last);
                break;
            case 7:
                Strip<N7>(s, firstRow, endRow, column, last);
                break;
            case 8:
                Strip<N8>(s, firstRow, endRow, column, last);
                break;
        }
    }

    /// <summary>A strip of vectors side by side, but the last at the offset <paramref name="last"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Strip<TCount>(in SparseArguments s, int firstRow, int endRow, int column, nint last)
        where TCount : struct, IConstant
    {
        int* starts = s.Starts, indices = s.Indices;
        float* values = s.Values, dense = s.Dense + column;
        var stride = s.DenseStride;
        var stored = starts[s.Rows];
        for (var row = firstRow; row < endRow; row++)
        {
            var to = s.Result + (row * s.ResultStride) + column;
            TVector s0 = TSimd.Zero, s1 = TSimd.Zero, s2 = TSimd.Zero, s3 = TSimd.Zero;
            TVector s4 = TSimd.Zero, s5 = TSimd.Zero, s6 = TSimd.Zero, end = TSimd.Zero;
            if (s.Accumulate)
            {
                s0 = TCount.Value > 1 ? TSimd.Load(to + (0 * TSimd.Width)) : s0;
                s1 = TCount.Value > 2 ? TSimd.Load(to + (1 * TSimd.Width)) : s1;
                s2 = TCount.Value > 3 ? TSimd.Load(to + (2 * TSimd.Width)) : s2;
                s3 = TCount.Value > 4 ? TSimd.Load(to + (3 * TSimd.Width)) : s3;
                s4 = TCount.Value > 5 ? TSimd.Load(to + (4 * TSimd.Width)) : s4;
                s5 = TCount.Value > 6 ? TSimd.Load(to + (5 * TSimd.Width)) : s5;
                s6 = TCount.Value > 7 ? TSimd.Load(to + (6 * TSimd.Width)) : s6;
                end = TSimd.Load(to + last);
            }

            for (var index = starts[row]; index < starts[row + 1]; index++)
            {
                if (Sse.IsSupported && index + Ahead < stored)
                {
                    Sse.Prefetch0(dense + (indices[index + Ahead] * stride));
                }

                var value = TSimd.Broadcast(values[index]);
                var from = dense + (indices[index] * stride);
                s0 = TCount.Value > 1 ? TSimd.MultiplyAdd(value, TSimd.Load(from + (0 * TSimd.Width)), s0) : s0;
                s1 = TCount.Value > 2 ? TSimd.MultiplyAdd(value, TSimd.Load(from + (1 * TSimd.Width)), s1) : s1;
                s2 = TCount.Value > 3 ? TSimd.MultiplyAdd(value, TSimd.Load(from + (2 * TSimd.Width)), s2) : s2;
                s3 = TCount.Value > 4 ? TSimd.MultiplyAdd(value, TSimd.Load(from + (3 * TSimd.Width)), s3) : s3;
                s4 = TCount.Value > 5 ? TSimd.MultiplyAdd(value, TSimd.Load(from + (4 * TSimd.Width)), s4) : s4;
                s5 = TCount.Value > 6 ? TSimd.MultiplyAdd(value, TSimd.Load(from + (5 * TSimd.Width)), s5) : s5;
                s6 = TCount.Value > 7 ? TSimd.MultiplyAdd(value, TSimd.Load(from + (6 * TSimd.Width)), s6) : s6;
                end = TSimd.MultiplyAdd(value, TSimd.Load(from + last), end);
            }

            if (TCount.Value > 1)
            {
                TSimd.Store(s0, to + (0 * TSimd.Width));
            }

            if (TCount.Value > 2)
            {
                TSimd.Store(s1, to + (1 * TSimd.Width));
            }

            if (TCount.Value > 3)
            {
                TSimd.Store(s2, to + (2 * TSimd.Width));
            }

            if (TCount.Value > 4)
            {
                TSimd.Store(s3, to + (3 * TSimd.Width));
            }

            if (TCount.Value > 5)
            {
                TSimd.Store(s4, to + (4 * TSimd.Width));
            }

            if (TCount.Value > 6)
            {
                TSimd.Store(s5, to + (5 * TSimd.Width));
            }

            if (TCount.Value > 7)
            {
                TSimd.Store(s6, to + (6 * TSimd.Width));
            }

            TSimd.Store(end, to + last);
        }
    }

    /// <summary>Fewer columns than a vector has places.</summary>
    private static void Narrow(in SparseArguments s, int firstRow, int endRow)
    {
        for (var row = firstRow; row < endRow; row++)
        {
            int start = s.Starts[row], end = s.Starts[row + 1];
            var to = s.Result + (row * s.ResultStride);
            var column = 0;
            for (; column <= s.Width - Simd128.Width; column += Simd128.Width)
            {
                var sum = s.Accumulate ? Vector128.Load(to + column) : Vector128<float>.Zero;
                for (var index = start; index < end; index++)
                {
                    var from = s.Dense + (s.Indices[index] * s.DenseStride) + column;
                    sum = Simd128.MultiplyAdd(Vector128.Create(s.Values[index]), Vector128.Load(from), sum);
                }

                sum.Store(to + column);
            }

            for (; column < s.Width; column++)
            {
                var sum = s.Accumulate ? to[column] : 0f;
                for (var index = start; index < end; index++)
                {
                    var from = s.Dense + (s.Indices[index] * s.DenseStride) + column;
                    sum = float.MultiplyAddEstimate(s.Values[index], *from, sum);
                }

                to[column] = sum;
            }
        }
    }
}
