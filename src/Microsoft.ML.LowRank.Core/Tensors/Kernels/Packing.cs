using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.LowRank.Tensors;

/// <summary>
/// Copies a strip of a matrix into the order in which the kernel reads it: for each k, <c>width</c> neighbours. What
/// the strip lacks of the width is filled with zeros.
/// </summary>
internal static unsafe class Packing
{
    /// <summary>Packs a strip whose neighbours lie side by side: destination[k·width + i] = source[k·stride + i].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows(float* source, nint stride, int count, int depth, float* destination, int width)
    {
        if (count == width)
        {
            for (var k = 0; k < depth; k++, source += stride, destination += width)
            {
                var i = 0;
                if (Vector512.IsHardwareAccelerated)
                {
                    for (; i <= width - 16; i += 16)
                    {
                        Vector512.Load(source + i).Store(destination + i);
                    }
                }
                else if (Vector256.IsHardwareAccelerated)
                {
                    for (; i <= width - 8; i += 8)
                    {
                        Vector256.Load(source + i).Store(destination + i);
                    }
                }

                for (; i <= width - 4; i += 4)
                {
                    Vector128.Load(source + i).Store(destination + i);
                }

                for (; i < width; i++)
                {
                    destination[i] = source[i];
                }
            }

            return;
        }

        for (var k = 0; k < depth; k++, source += stride, destination += width)
        {
            new ReadOnlySpan<float>(source, count).CopyTo(new Span<float>(destination, width));
            new Span<float>(destination + count, width - count).Clear();
        }
    }

    /// <summary>Packs a strip whose neighbours lie a stride apart: destination[k·width + i] = source[i·stride + k].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Columns(float* source, nint stride, int count, int depth, float* destination, int width)
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
