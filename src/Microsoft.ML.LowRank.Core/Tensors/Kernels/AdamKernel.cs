using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.LowRank.Tensors;

/// <summary>
/// Adam in one pass over its four arrays. Ten vector operations in ten passes take eight times as long once the arrays
/// leave the cache.
/// </summary>
internal static unsafe class AdamKernel<TVector, TSimd>
    where TVector : struct
    where TSimd : struct, ISimd<TVector>
{
    /// <summary>Updates consecutive values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(float* parameter, float* first, float* second, float* gradient, nint count, in UpdateSettings s)
    {
        nint done = 0;
        if (count >= TSimd.Width)
            done = Vectors<TVector, TSimd>(parameter, first, second, gradient, count, s);
        // What is left of a row may still fill the shortest vectors.
        if (count - done >= Vector128<float>.Count)
            done += Vectors<Vector128<float>, Simd128>(parameter + done, first + done, second + done, gradient + done, count - done, s);
        var (newFirst, newSecond) = ((float)(1 - s.FirstDecay), (float)(1 - s.SecondDecay));
        for (; done < count; done++)
        {
            float g = gradient[done] * s.GradientScale;
            float m = first[done] + (newFirst * (g - first[done]));
            float v = second[done] + (newSecond * ((g * g) - second[done]));
            first[done] = m;
            second[done] = v;
            parameter[done] = (parameter[done] * s.Keep) - (s.Rate * m / (MathF.Sqrt(v) + s.Epsilon));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint Vectors<TV, TS>(float* parameter, float* first, float* second, float* gradient, nint count, in UpdateSettings s)
        where TV : struct
        where TS : struct, ISimd<TV>
    {
        var rate = TS.Broadcast(-s.Rate);
        var newFirst = TS.Broadcast((float)(1 - s.FirstDecay));
        var newSecond = TS.Broadcast((float)(1 - s.SecondDecay));
        var epsilon = TS.Broadcast(s.Epsilon);
        var scale = TS.Broadcast(s.GradientScale);
        var keep = TS.Broadcast(s.Keep);
        nint i = 0;
        for (; i <= count - TS.Width; i += TS.Width)
        {
            var g = TS.Multiply(TS.Load(gradient + i), scale);
            var m = TS.Load(first + i);
            m = TS.MultiplyAdd(newFirst, TS.Subtract(g, m), m);
            var v = TS.Load(second + i);
            v = TS.MultiplyAdd(newSecond, TS.Subtract(TS.Multiply(g, g), v), v);
            TS.Store(m, first + i);
            TS.Store(v, second + i);
            var direction = TS.Divide(m, TS.Add(TS.Sqrt(v), epsilon));
            TS.Store(TS.MultiplyAdd(rate, direction, TS.Multiply(TS.Load(parameter + i), keep)), parameter + i);
        }
        return i;
    }
}
