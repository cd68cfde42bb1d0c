using System.Runtime.CompilerServices;

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

    /// <summary>Rows of y, by their numbers, += the first columns of consecutive rows of x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddTo(float* x, nint width, nint columns, int* rows, int count, float* y)
    {
        if (width == 1)
        {
            for (int i = 0; i < count; i++)
                y[rows[i]] += x[i];
            return;
        }
        for (int i = 0; i < count; i++, x += width)
        {
            float* row = y + (rows[i] * width);
            nint column = 0;
            for (; column <= columns - TSimd.Width; column += TSimd.Width)
                TSimd.Store(TSimd.Add(TSimd.Load(row + column), TSimd.Load(x + column)), row + column);
            for (; column < columns; column++)
                row[column] += x[column];
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
}
