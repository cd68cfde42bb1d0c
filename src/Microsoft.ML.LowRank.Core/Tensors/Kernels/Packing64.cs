using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.LowRank.Tensors;

/// <summary>Copies rows into the panels that <see cref="Gram64Tile{TVector, TSimd}"/> reads.</summary>
internal static unsafe class Packing64<TVector, TSimd>
    where TVector : struct
    where TSimd : struct, ISimd64<TVector>
{
    // The rows of one segment lie anywhere among the others: they are asked for this many rows before their turn.
    private const int RowsAhead = 6;

    /// <summary>Packs rows of float64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows(double* source, nint stride, int columns, int count, in Gram64Panels panels)
    {
        var whole = columns / TSimd.Width * TSimd.Width;
        for (var row = 0; row < count; row++, source += stride)
        {
            var to = panels.Values + ((nint)row * TSimd.Width);
            var column = 0;
            for (; column < whole; column += TSimd.Width, to += panels.Stride)
            {
                TSimd.Store(TSimd.Load(source + column), to);
            }

            for (; column < panels.Columns; to += panels.Stride)
            {
                for (var i = 0; i < TSimd.Width; i++, column++)
                {
                    to[i] = column < columns ? source[column] : 0;
                }
            }
        }
    }

    /// <summary>
    /// Packs the given rows as √w (x − shift), x being features, targets and 1. False when a number is not finite.
    /// </summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool Weighted(in Gram64Rows rows, int* selected, int count, in Gram64Panels panels)
    {
        int features = rows.Features, whole = features / TSimd.Width * TSimd.Width;
        var stride = panels.Stride;
        var shift = rows.Shift;
        var tailLength = panels.Columns - whole;
        var tail = stackalloc float[tailLength];
        new Span<float>(tail, tailLength).Clear();
        var one = features - whole + rows.Targets;
        tail[one] = 1;
        var finite = TSimd.Zero;
        for (var i = 0; i < count; i++)
        {
            var row = selected[i];
            var from = rows.Values + ((nint)(rows.ValuesInOrder ? i : row) * features);
            if (Sse.IsSupported && !rows.ValuesInOrder && i + RowsAhead < count)
            {
                var next = rows.Values + ((nint)selected[i + RowsAhead] * features);
                for (var j = 0; j < features; j += 16)
                {
                    Sse.Prefetch0(next + j);
                }
            }

            var root = TSimd.Broadcast(rows.Weights == null ? 1 : Math.Sqrt(rows.Weights[row]));
            var to = panels.Values + ((nint)i * TSimd.Width);
            var column = 0;
            for (; column < whole; column += TSimd.Width, to += stride)
            {
                var x = TSimd.SubtractMultiply(TSimd.LoadWidened(from + column), TSimd.Load(shift + column), root);
                TSimd.Store(x, to);
                finite = TSimd.MultiplyAdd(x, TSimd.Zero, finite);
            }

            var place = tail;
            for (; column < features; column++)
            {
                *place++ = from[column];
            }

            var targets = rows.TargetValues + ((nint)row * rows.TargetStride);
            for (var target = 0; target < rows.Targets; target++)
            {
                *place++ = targets[target];
            }

            place = tail;
            for (column = whole; column < panels.Columns; column += TSimd.Width, to += stride, place += TSimd.Width)
            {
                var x = TSimd.SubtractMultiply(TSimd.LoadWidened(place), TSimd.Load(shift + column), root);
                TSimd.Store(x, to);
                finite = TSimd.MultiplyAdd(x, TSimd.Zero, finite);
            }
        }

        // A sum of zeros, unless a factor was no number or infinite.
        return TSimd.Sum(finite) == 0;
    }
}
