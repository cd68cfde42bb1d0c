using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.LowRank.Tensors;

/// <summary>
/// Copies strips of a matrix into the order in which the kernel reads them: for each k, <c>width</c> neighbours. What
/// the last strip lacks of the width is filled with zeros.
/// </summary>
internal static unsafe class Packing
{
    // Elements of a row that are read in one go, in whole strips: a few cache lines.
    private const int Piece = 128;

    // Rows lie too far apart for the machine to guess that the next ones follow.
    private const int RowsAhead = 16;

    /// <summary>
    /// Packs strips whose neighbours lie side by side: destination[(s·depth + k)·width + i] = source[k·stride +
    /// s·width + i]; the last strip may be narrower.
    /// </summary>
    public static void Rows(float* source, nint stride, int count, int depth, float* destination, int width) =>
        Rows(source, stride, count, depth, destination, width, depth);

    /// <summary>The same for some of the rows: a strip of the destination is <paramref name="room"/> rows long.</summary>
    public static void Rows(
        float* source, nint stride, int count, int depth, float* destination, int width, int room)
    {
        var whole = count / width * width;
        switch (width)
        {
            case 6:
                WholeRows<N6>(source, stride, whole, depth, destination, room);
                break;
            case 8:
                WholeRows<N8>(source, stride, whole, depth, destination, room);
                break;
            case 12:
                WholeRows<N12>(source, stride, whole, depth, destination, room);
                break;
            case 16:
                WholeRows<N16>(source, stride, whole, depth, destination, room);
                break;
            default:
                WholeRows<N32>(source, stride, whole, depth, destination, room);
                break;
        }

        var rest = count - whole;
        if (rest == 0)
        {
            return;
        }

        source += whole;
        destination += (nint)whole * room;
        for (var k = 0; k < depth; k++, source += stride, destination += width)
        {
            for (var i = 0; i < width; i++)
            {
                destination[i] = i < rest ? source[i] : 0f;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WholeRows<TWidth>(
        float* source, nint stride, int count, int depth, float* destination, int room)
        where TWidth : struct, IConstant
    {
        var piece = Math.Max(1, Piece / TWidth.Value) * TWidth.Value;
        for (var first = 0; first < count; first += piece)
        {
            var end = Math.Min(piece, count - first);
            var from = source + first;
            var strips = destination + ((nint)first * room);
            for (var k = 0; k < depth; k++, from += stride, strips += TWidth.Value)
            {
                var to = strips;
                for (var j = 0; j < end && Sse.IsSupported; j += 16)
                {
                    Sse.Prefetch0(from + (RowsAhead * stride) + j);
                }

                for (var j = 0; j < end; j += TWidth.Value, to += (nint)TWidth.Value * room)
                {
                    Copy<TWidth>(from + j, to);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy<TWidth>(float* from, float* to)
        where TWidth : struct, IConstant
    {
        if (Vector512.IsHardwareAccelerated && TWidth.Value == 32)
        {
            Vector512.Load(from).Store(to);
            Vector512.Load(from + 16).Store(to + 16);
            return;
        }

        var i = 0;
        for (; i <= TWidth.Value - 4; i += 4)
        {
            Vector128.Load(from + i).Store(to + i);
        }

        for (; i < TWidth.Value; i++)
        {
            to[i] = from[i];
        }
    }

    /// <summary>
    /// Packs strips whose neighbours lie a stride apart: destination[(s·depth + k)·width + i] = source[(s·width + i)·
    /// stride + k]; the last strip may be narrower.
    /// </summary>
    public static void Columns(float* source, nint stride, int count, int depth, float* destination, int width)
    {
        for (var first = 0; first < count; first += width, destination += (nint)width * depth)
        {
            Strip(source + (first * stride), stride, Math.Min(width, count - first), depth, destination, width);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Strip(float* source, nint stride, int count, int depth, float* destination, int width)
    {
        var i = 0;
        for (; i <= count - 4; i += 4)
        {
            float* r0 = source + (i * stride), r1 = r0 + stride, r2 = r1 + stride, r3 = r2 + stride;
            var to = destination + i;
            var k = 0;
            for (; k <= depth - 4; k += 4, to += 4 * width)
            {
                var (c0, c1, c2, c3) = Transpose(
                    Vector128.Load(r0 + k), Vector128.Load(r1 + k), Vector128.Load(r2 + k), Vector128.Load(r3 + k));
                c0.Store(to);
                c1.Store(to + width);
                c2.Store(to + (2 * width));
                c3.Store(to + (3 * width));
            }

            for (; k < depth; k++, to += width)
            {
                to[0] = r0[k];
                to[1] = r1[k];
                to[2] = r2[k];
                to[3] = r3[k];
            }
        }

        for (; i < width; i++)
        {
            var from = source + (i * stride);
            for (var k = 0; k < depth; k++)
            {
                destination[(k * width) + i] = i < count ? from[k] : 0f;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<float>, Vector128<float>, Vector128<float>, Vector128<float>) Transpose(
        Vector128<float> r0, Vector128<float> r1, Vector128<float> r2, Vector128<float> r3)
    {
        if (Sse.IsSupported)
        {
            Vector128<float> a = Sse.UnpackLow(r0, r1), b = Sse.UnpackHigh(r0, r1);
            Vector128<float> c = Sse.UnpackLow(r2, r3), d = Sse.UnpackHigh(r2, r3);
            return (Sse.MoveLowToHigh(a, c), Sse.MoveHighToLow(c, a), Sse.MoveLowToHigh(b, d), Sse.MoveHighToLow(d, b));
        }

        if (AdvSimd.Arm64.IsSupported)
        {
            Vector128<float> a = AdvSimd.Arm64.ZipLow(r0, r2), b = AdvSimd.Arm64.ZipHigh(r0, r2);
            Vector128<float> c = AdvSimd.Arm64.ZipLow(r1, r3), d = AdvSimd.Arm64.ZipHigh(r1, r3);
            return (AdvSimd.Arm64.ZipLow(a, c), AdvSimd.Arm64.ZipHigh(a, c),
                AdvSimd.Arm64.ZipLow(b, d), AdvSimd.Arm64.ZipHigh(b, d));
        }

        return (Vector128.Create(r0[0], r1[0], r2[0], r3[0]), Vector128.Create(r0[1], r1[1], r2[1], r3[1]),
            Vector128.Create(r0[2], r1[2], r2[2], r3[2]), Vector128.Create(r0[3], r1[3], r2[3], r3[3]));
    }
}
