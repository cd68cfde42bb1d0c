using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.LowRank.Tensors;

/// <summary>Rows of a table by their numbers, and their gradients back.</summary>
internal static unsafe class GatherKernel<TVector, TSimd>
    where TVector : struct
    where TSimd : struct, ISimd<TVector>
{
    /// <summary>y = the rows of consecutive ids, one after the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Copy(float* table, nint width, int* ids, int count, int start, float* y)
    {
        if (width == 1)
        {
            for (int i = 0; i < count; i++)
                y[i] = table[ids[i] - start];
            return;
        }
        for (int i = 0; i < count; i++, y += width)
        {
            float* row = table + ((ids[i] - start) * width);
            nint column = 0;
            for (; column <= width - TSimd.Width; column += TSimd.Width)
                TSimd.Store(TSimd.Load(row + column), y + column);
            for (; column < width; column++)
                y[column] = row[column];
        }
    }

    /// <summary>y += factor·x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddScaled(float* x, float factor, float* y, nint width)
    {
        nint column = 0;
        if (width >= TSimd.Width)
        {
            var f = TSimd.Broadcast(factor);
            for (; column <= width - TSimd.Width; column += TSimd.Width)
                TSimd.Store(TSimd.MultiplyAdd(TSimd.Load(x + column), f, TSimd.Load(y + column)), y + column);
        }
        for (; column < width; column++)
            y[column] += factor * x[column];
    }

    /// <summary>Asks for a row that will be needed soon.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(float* row)
    {
        if (Sse.IsSupported)
            Sse.Prefetch0(row);
    }
}
