using System.Runtime.CompilerServices;

namespace Microsoft.ML.LowRank.Tensors;

/// <summary>Rows of a <see cref="ByteTensor"/> by their numbers, as float32.</summary>
internal static unsafe class GatherBytesKernel<TVector, TSimd>
    where TVector : struct
    where TSimd : struct, ISimd<TVector>
{
    // Of halves: the bits of the smallest one with a full mantissa, and what the last bit of smaller ones is worth.
    private const int SmallestNormal = 0x0400;
    private const float SubnormalUnit = 1f / (1 << 24);

    /// <summary>y = the rows of consecutive ids, one after the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Copy(byte* table, nint width, int* ids, int count, int start, float* y)
    {
        nint stride = width + ByteTensor.ScaleBytes;
        float* end = y + (count * width);
        // Vectors may reach into the next row, which is written after this one, but not behind the last.
        float* lastVector = end - TSimd.Width;
        for (int i = 0; i < count; i++, y += width)
        {
            byte* row = table + ((ids[i] - start) * stride);
            float scale = Scale(row);
            sbyte* codes = (sbyte*)(row + ByteTensor.ScaleBytes);
            var scales = TSimd.Broadcast(scale);
            nint column = 0;
            for (; column < width && y + column <= lastVector; column += TSimd.Width)
                TSimd.Store(TSimd.Multiply(TSimd.LoadBytes(codes + column), scales), y + column);
            for (; column < width; column++)
                y[column] = scale * codes[column];
        }
    }

    /// <summary>y += factor·x, x a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddScaled(byte* row, float factor, float* y, nint width)
    {
        factor *= Scale(row);
        sbyte* codes = (sbyte*)(row + ByteTensor.ScaleBytes);
        var factors = TSimd.Broadcast(factor);
        nint column = 0;
        for (; column <= width - TSimd.Width; column += TSimd.Width)
            TSimd.Store(TSimd.MultiplyAdd(TSimd.LoadBytes(codes + column), factors, TSimd.Load(y + column)), y + column);
        for (; column < width; column++)
            y[column] += factor * codes[column];
    }

    // A scale is finite and not negative, which makes this a few instructions fewer than the cast.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Scale(byte* row)
    {
        int half = Unsafe.ReadUnaligned<ushort>(row);
        return half >= SmallestNormal ? BitConverter.Int32BitsToSingle((half << 13) + ((127 - 15) << 23)) : half * SubnormalUnit;
    }
}
