using System.Runtime.CompilerServices;

namespace Microsoft.ML.LowRank.Tensors;

/// <summary>
/// The products of all pairs of rows of a block, summed, in one pass: ((Σ x)² − Σ x²) / 2 per column (Rendle, 2010).
/// </summary>
internal static unsafe class PairsKernel<TVector, TSimd>
    where TVector : struct
    where TSimd : struct, ISimd<TVector>
{
    /// <summary>One row of y per block of x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sum(float* x, int blockRows, nint width, float* y, int blocks)
    {
        var half = TSimd.Broadcast(0.5f);
        for (int block = 0; block < blocks; block++, x += blockRows * width, y += width)
        {
            nint column = 0;
            for (; column <= width - TSimd.Width; column += TSimd.Width)
            {
                var sum = TSimd.Zero;
                var squares = TSimd.Zero;
                float* row = x + column;
                for (int i = 0; i < blockRows; i++, row += width)
                {
                    var value = TSimd.Load(row);
                    sum = TSimd.Add(sum, value);
                    squares = TSimd.MultiplyAdd(value, value, squares);
                }
                TSimd.Store(TSimd.Multiply(half, TSimd.Subtract(TSimd.Multiply(sum, sum), squares)), y + column);
            }
            for (; column < width; column++)
            {
                float sum = 0, squares = 0;
                for (nint i = column; i < blockRows * width; i += width)
                    (sum, squares) = (sum + x[i], squares + (x[i] * x[i]));
                y[column] = ((sum * sum) - squares) / 2;
            }
        }
    }

    /// <summary>dx = (dx +) (Σ x − x) ∘ dy.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gradient(float* x, int blockRows, nint width, float* dy, float* dx, bool add, int blocks)
    {
        nint size = blockRows * width;
        for (int block = 0; block < blocks; block++, x += size, dx += size, dy += width)
        {
            nint column = 0;
            for (; column <= width - TSimd.Width; column += TSimd.Width)
            {
                var sum = TSimd.Zero;
                for (nint i = column; i < size; i += width)
                    sum = TSimd.Add(sum, TSimd.Load(x + i));
                var factor = TSimd.Load(dy + column);
                for (nint i = column; i < size; i += width)
                {
                    var others = TSimd.Subtract(sum, TSimd.Load(x + i));
                    var value = add ? TSimd.MultiplyAdd(others, factor, TSimd.Load(dx + i)) : TSimd.Multiply(others, factor);
                    TSimd.Store(value, dx + i);
                }
            }
            for (; column < width; column++)
            {
                float sum = 0;
                for (nint i = column; i < size; i += width)
                    sum += x[i];
                for (nint i = column; i < size; i += width)
                    dx[i] = (add ? dx[i] : 0) + ((sum - x[i]) * dy[column]);
            }
        }
    }
}
