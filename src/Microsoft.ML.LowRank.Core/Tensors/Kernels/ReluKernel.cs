using System.Runtime.CompilerServices;

namespace Microsoft.ML.LowRank.Tensors;

/// <summary>Bias and max(0, x) in one pass, and the gradient.</summary>
internal static unsafe class ReluKernel<TVector, TSimd>
    where TVector : struct
    where TSimd : struct, ISimd<TVector>
{
    /// <summary>y = max(0, x + bias) for rows of a matrix.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(float* x, float* bias, float* y, nint width, int rows)
    {
        var zero = TSimd.Zero;
        for (int row = 0; row < rows; row++, x += width, y += width)
        {
            nint column = 0;
            for (; column <= width - TSimd.Width; column += TSimd.Width)
                TSimd.Store(TSimd.Max(TSimd.Add(TSimd.Load(x + column), TSimd.Load(bias + column)), zero), y + column);
            for (; column < width; column++)
                y[column] = MathF.Max(0, x[column] + bias[column]);
        }
    }

    /// <summary>dx = dy where y is positive, else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gradient(float* y, float* dy, float* dx, nint count)
    {
        nint i = 0;
        for (; i <= count - TSimd.Width; i += TSimd.Width)
            TSimd.Store(TSimd.WherePositive(TSimd.Load(y + i), TSimd.Load(dy + i)), dx + i);
        for (; i < count; i++)
            dx[i] = y[i] > 0 ? dy[i] : 0;
    }
}
