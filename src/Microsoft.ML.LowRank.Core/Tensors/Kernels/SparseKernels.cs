using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.LowRank.Tensors;

/// <summary>Sparse rows times dense, and the transposed product.</summary>
internal static unsafe class SparseKernels<TVector, TSimd>
    where TVector : struct
    where TSimd : struct, ISimd<TVector>
{
    /// <summary>Rows firstRow … endRow − 1 of result = (result +) sparse · dense.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows(in SparseArguments s, int firstRow, int endRow)
    {
        for (var row = firstRow; row < endRow; row++)
        {
            int start = s.Starts[row], end = s.Starts[row + 1];
            var to = s.Result + (row * s.ResultStride);
            var column = 0;
            for (; column <= s.Width - (4 * TSimd.Width); column += 4 * TSimd.Width)
            {
                FourVectors(s, start, end, column, to + column);
            }

            for (; column <= s.Width - TSimd.Width; column += TSimd.Width)
            {
                Strip<TVector, TSimd>(s, start, end, column, to + column);
            }

            for (; column <= s.Width - Simd128.Width; column += Simd128.Width)
            {
                Strip<Vector128<float>, Simd128>(s, start, end, column, to + column);
            }

            for (; column < s.Width; column++)
            {
                var sum = s.Accumulate ? to[column] : 0f;
                for (var index = start; index < end; index++)
                {
                    sum = float.MultiplyAddEstimate(
                        s.Values[index], s.Dense[(s.Indices[index] * s.DenseStride) + column], sum);
                }

                to[column] = sum;
            }
        }
    }

    /// <summary>Rows firstRow … endRow − 1 of result += sparseᵀ · dense: one row of the result per sparse column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TransposedRows(in SparseArguments s, int firstRow, int endRow)
    {
        for (var row = 0; row < s.Rows; row++)
        {
            var indices = new ReadOnlySpan<int>(s.Indices + s.Starts[row], s.Starts[row + 1] - s.Starts[row]);
            var index = s.Starts[row] + LowerBound(indices, firstRow);
            var end = s.Starts[row] + LowerBound(indices, endRow);
            var from = s.Dense + (row * s.DenseStride);
            for (; index < end; index++)
            {
                var to = s.Result + (s.Indices[index] * s.ResultStride);
                var value = s.Values[index];
                var factor = TSimd.Broadcast(value);
                var column = 0;
                for (; column <= s.Width - TSimd.Width; column += TSimd.Width)
                {
                    TSimd.Store(
                        TSimd.MultiplyAdd(factor, TSimd.Load(from + column), TSimd.Load(to + column)), to + column);
                }

                for (; column < s.Width; column++)
                {
                    to[column] = float.MultiplyAddEstimate(value, from[column], to[column]);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourVectors(in SparseArguments s, int start, int end, int column, float* to)
    {
        var width = TSimd.Width;
        TVector s0 = TSimd.Zero, s1 = TSimd.Zero, s2 = TSimd.Zero, s3 = TSimd.Zero;
        if (s.Accumulate)
        {
            s0 = TSimd.Load(to);
            s1 = TSimd.Load(to + width);
            s2 = TSimd.Load(to + (2 * width));
            s3 = TSimd.Load(to + (3 * width));
        }

        for (var index = start; index < end; index++)
        {
            var value = TSimd.Broadcast(s.Values[index]);
            var from = s.Dense + (s.Indices[index] * s.DenseStride) + column;
            s0 = TSimd.MultiplyAdd(value, TSimd.Load(from), s0);
            s1 = TSimd.MultiplyAdd(value, TSimd.Load(from + width), s1);
            s2 = TSimd.MultiplyAdd(value, TSimd.Load(from + (2 * width)), s2);
            s3 = TSimd.MultiplyAdd(value, TSimd.Load(from + (3 * width)), s3);
        }

        TSimd.Store(s0, to);
        TSimd.Store(s1, to + width);
        TSimd.Store(s2, to + (2 * width));
        TSimd.Store(s3, to + (3 * width));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Strip<TStrip, TStripSimd>(in SparseArguments s, int start, int end, int column, float* to)
        where TStrip : struct
        where TStripSimd : struct, ISimd<TStrip>
    {
        var sum = s.Accumulate ? TStripSimd.Load(to) : TStripSimd.Zero;
        for (var index = start; index < end; index++)
        {
            var from = s.Dense + (s.Indices[index] * s.DenseStride) + column;
            sum = TStripSimd.MultiplyAdd(TStripSimd.Broadcast(s.Values[index]), TStripSimd.Load(from), sum);
        }

        TStripSimd.Store(sum, to);
    }

    private static int LowerBound(ReadOnlySpan<int> ascending, int value)
    {
        int low = 0, high = ascending.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (ascending[middle] < value)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
