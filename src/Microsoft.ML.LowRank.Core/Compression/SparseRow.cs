using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.LowRank.Compression;

/// <summary>One sparse row times a dense matrix, one chain of multiply-adds per element as in the dense products.</summary>
internal static unsafe class SparseRow
{
    /// <param name="values">The stored values.</param>
    /// <param name="indices">Their columns, checked by the caller.</param>
    /// <param name="matrix">Columns × width, row-major.</param>
    /// <param name="width">Number of results.</param>
    /// <param name="result">Receives them.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(
        ReadOnlySpan<float> values, ReadOnlySpan<int> indices, ReadOnlySpan<float> matrix, int width,
        Span<float> result)
    {
        fixed (float* x = values, m = matrix, y = result)
        fixed (int* at = indices)
        {
            int l = 0;
            // The results stay in registers; a second panel walks the row again.
            for (; l <= width - 32; l += 32)
            {
                Vector256<float> s0 = default, s1 = default, s2 = default, s3 = default;
                for (int i = 0; i < values.Length; i++)
                {
                    float* row = m + ((long)at[i] * width) + l;
                    var value = Vector256.Create(x[i]);
                    s0 = Vector256.FusedMultiplyAdd(value, Vector256.Load(row), s0);
                    s1 = Vector256.FusedMultiplyAdd(value, Vector256.Load(row + 8), s1);
                    s2 = Vector256.FusedMultiplyAdd(value, Vector256.Load(row + 16), s2);
                    s3 = Vector256.FusedMultiplyAdd(value, Vector256.Load(row + 24), s3);
                }
                s0.Store(y + l);
                s1.Store(y + l + 8);
                s2.Store(y + l + 16);
                s3.Store(y + l + 24);
            }
            for (; l <= width - 8; l += 8)
            {
                Vector256<float> sum = default;
                for (int i = 0; i < values.Length; i++)
                    sum = Vector256.FusedMultiplyAdd(
                        Vector256.Create(x[i]), Vector256.Load(m + ((long)at[i] * width) + l), sum);
                sum.Store(y + l);
            }
            for (; l < width; l++)
            {
                float sum = 0;
                for (int i = 0; i < values.Length; i++)
                    sum = MathF.FusedMultiplyAdd(x[i], m[((long)at[i] * width) + l], sum);
                y[l] = sum;
            }
        }
    }
}
