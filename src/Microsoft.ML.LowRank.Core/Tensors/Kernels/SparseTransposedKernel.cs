using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.LowRank.Tensors;

/// <summary>The transposed sparse block times dense: every stored value adds a row to a row.</summary>
internal static unsafe class SparseTransposedKernel<TVector, TSimd>
    where TVector : struct
    where TSimd : struct, ISimd<TVector>
{
    private const int MostVectors = 8;

    // Rows of the result lie anywhere in memory: they are asked for this many stored values before their turn.
    private const int Ahead = 8;

    /// <summary>Rows firstRow … endRow − 1 of result += sparseᵀ · dense: one row of the result per sparse column.</summary>
    public static void Run(in SparseArguments s, int firstRow, int endRow)
    {
        var width = TSimd.Width;
        var vectors = (s.Width + width - 1) / width;
        var strips = (vectors + MostVectors - 1) / MostVectors;
        for (var row = 0; row < s.Rows; row++)
        {
            var indices = new ReadOnlySpan<int>(s.Indices + s.Starts[row], s.Starts[row + 1] - s.Starts[row]);
            var start = s.Starts[row] + LowerBound(indices, firstRow);
            var end = s.Starts[row] + LowerBound(indices, endRow);
            if (s.Width < width)
            {
                Narrow(s, row, start, end);
                continue;
            }

            // As in VectorMatrixKernel: even strips, and the last vector set back to end with the last column.
            var column = 0;
            for (var strip = 0; strip < strips; strip++)
            {
                var size = (vectors * (strip + 1) / strips) - (vectors * strip / strips);
                var last = Math.Min((size - 1) * width, s.Width - column - width);
                RunStrip(s, row, start, end, column, size, last);
                column += size * width;
            }
        }
    }

    private static void RunStrip(in SparseArguments s, int row, int start, int end, int column, int vectors, int last)
    {
        switch (vectors)
        {
            case 1:
                Strip<N1>(s, row, start, end, column, last);
                break;
            case 2:
                Strip<N2>(s, row, start, end, column, last);
                break;
            case 3:
                Strip<N3>(s, row, start, end, column, last);
                break;
            case 4:
                Strip<N4>(s, row, start, end, column, last);
                break;
            case 5:
                Strip<N5>(s, row, start, end, column, last);
                break;
            case 6:
                Strip<N6>(s, row, start, end, column, last);
                break;
            case 7:
                Strip<N7>(s, row, start, end, column, last);
                break;
            case 8:
                Strip<N8>(s, row, start, end, column, last);
                break;
        }
    }

    /// <summary>A strip of vectors side by side, but the last at the offset <paramref name="last"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Strip<TCount>(in SparseArguments s, int row, int start, int stop, int column, nint last)
        where TCount : struct, IConstant
    {
        var indices = s.Indices;
        float* values = s.Values, result = s.Result + column;
        var stride = s.ResultStride;
        var from = s.Dense + (row * s.DenseStride) + column;
        var y0 = TCount.Value > 1 ? TSimd.Load(from + (0 * TSimd.Width)) : TSimd.Zero;
        var y1 = TCount.Value > 2 ? TSimd.Load(from + (1 * TSimd.Width)) : TSimd.Zero;
        var y2 = TCount.Value > 3 ? TSimd.Load(from + (2 * TSimd.Width)) : TSimd.Zero;
        var y3 = TCount.Value > 4 ? TSimd.Load(from + (3 * TSimd.Width)) : TSimd.Zero;
        var y4 = TCount.Value > 5 ? TSimd.Load(from + (4 * TSimd.Width)) : TSimd.Zero;
        var y5 = TCount.Value > 6 ? TSimd.Load(from + (5 * TSimd.Width)) : TSimd.Zero;
        var y6 = TCount.Value > 7 ? TSimd.Load(from + (6 * TSimd.Width)) : TSimd.Zero;
        var end = TSimd.Load(from + last);
        for (var index = start; index < stop; index++)
        {
            if (Sse.IsSupported && index + Ahead < stop)
            {
                Sse.Prefetch0(result + (indices[index + Ahead] * stride));
            }

            var to = result + (indices[index] * stride);
            var value = TSimd.Broadcast(values[index]);
            // Read before its neighbour, which it may overlap, is written.
            var sum = TSimd.MultiplyAdd(value, end, TSimd.Load(to + last));
            if (TCount.Value > 1)
            {
                Add(value, y0, to + (0 * TSimd.Width));
            }

            if (TCount.Value > 2)
            {
                Add(value, y1, to + (1 * TSimd.Width));
            }

            if (TCount.Value > 3)
            {
                Add(value, y2, to + (2 * TSimd.Width));
            }

            if (TCount.Value > 4)
            {
                Add(value, y3, to + (3 * TSimd.Width));
            }

            if (TCount.Value > 5)
            {
                Add(value, y4, to + (4 * TSimd.Width));
            }

            if (TCount.Value > 6)
            {
                Add(value, y5, to + (5 * TSimd.Width));
            }

            if (TCount.Value > 7)
            {
                Add(value, y6, to + (6 * TSimd.Width));
            }

            TSimd.Store(sum, to + last);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(TVector value, TVector row, float* to) =>
        TSimd.Store(TSimd.MultiplyAdd(value, row, TSimd.Load(to)), to);

    /// <summary>Fewer columns than a vector has places.</summary>
    private static void Narrow(in SparseArguments s, int row, int start, int end)
    {
        var from = s.Dense + (row * s.DenseStride);
        for (var index = start; index < end; index++)
        {
            var to = s.Result + (s.Indices[index] * s.ResultStride);
            for (var column = 0; column < s.Width; column++)
            {
                to[column] = float.MultiplyAddEstimate(s.Values[index], from[column], to[column]);
            }
        }
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
