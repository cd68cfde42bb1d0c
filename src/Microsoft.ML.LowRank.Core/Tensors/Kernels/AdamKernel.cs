using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.LowRank.Tensors;

/// <summary>
/// Adam in one pass over its four arrays. Ten vector operations in ten passes take eight times as long once the arrays
/// leave the cache.
/// </summary>
internal static unsafe class AdamKernel<TVector, TSimd>
    where TVector : struct
    where TSimd : struct, ISimd<TVector>
{
    // How many rows ahead memory is asked for: a large table lies far away.
    private const int Ahead = 8;

    // Added and taken away again: moments that are nothing beside it become zero. Those of parameters without gradients would
    // otherwise sink to the numbers below the normal ones and stay there, where every operation takes a hundred times as long.
    private const float Least = 1e-30f;

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
        Scalars(parameter + done, first + done, second + done, gradient + done, count - done, s);
    }

    /// <summary>Updates rows by their numbers; their gradients lie one after the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void RunRows(
        float* parameter, float* first, float* second, float* gradient, nint width, int* rows, int count, in UpdateSettings s)
    {
        var rate = TSimd.Broadcast(-s.Rate);
        var newFirst = TSimd.Broadcast((float)(1 - s.FirstDecay));
        var newSecond = TSimd.Broadcast((float)(1 - s.SecondDecay));
        var epsilon = TSimd.Broadcast(s.Epsilon);
        var scale = TSimd.Broadcast(s.GradientScale);
        var keep = TSimd.Broadcast(s.Keep);
        for (int i = 0; i < count; i++, gradient += width)
        {
            if (Sse.IsSupported && i + Ahead < count)
            {
                nint ahead = rows[i + Ahead] * width;
                Sse.Prefetch0(parameter + ahead);
                Sse.Prefetch0(first + ahead);
                Sse.Prefetch0(second + ahead);
            }
            nint at = rows[i] * width;
            nint column = 0;
            for (; column <= width - TSimd.Width; column += TSimd.Width)
            {
                nint place = at + column;
                Step<TVector, TSimd>(parameter + place, first + place, second + place, gradient + column,
                    rate, newFirst, newSecond, epsilon, scale, keep);
            }
            if (width - column >= Vector128<float>.Count)
                Run(parameter + at + column, first + at + column, second + at + column, gradient + column, width - column, s);
            else if (column < width)
                Scalars(parameter + at + column, first + at + column, second + at + column, gradient + column, width - column, s);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Scalars(float* parameter, float* first, float* second, float* gradient, nint count, in UpdateSettings s)
    {
        var (newFirst, newSecond) = ((float)(1 - s.FirstDecay), (float)(1 - s.SecondDecay));
        for (nint i = 0; i < count; i++)
        {
            float g = gradient[i] * s.GradientScale;
            float m = first[i] + (newFirst * (g - first[i]));
            float v = second[i] + (newSecond * ((g * g) - second[i]));
            m = (m + Least) - Least;
            v = (v + Least) - Least;
            first[i] = m;
            second[i] = v;
            parameter[i] = (parameter[i] * s.Keep) - (s.Rate * m / (MathF.Sqrt(v) + s.Epsilon));
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
            Step<TV, TS>(parameter + i, first + i, second + i, gradient + i, rate, newFirst, newSecond, epsilon, scale, keep);
        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step<TV, TS>(
        float* parameter, float* first, float* second, float* gradient, TV rate, TV newFirst, TV newSecond, TV epsilon, TV scale, TV keep)
        where TV : struct
        where TS : struct, ISimd<TV>
    {
        var g = TS.Multiply(TS.Load(gradient), scale);
        var m = TS.Load(first);
        m = TS.MultiplyAdd(newFirst, TS.Subtract(g, m), m);
        var v = TS.Load(second);
        v = TS.MultiplyAdd(newSecond, TS.Subtract(TS.Multiply(g, g), v), v);
        var least = TS.Broadcast(Least);
        m = TS.Subtract(TS.Add(m, least), least);
        v = TS.Subtract(TS.Add(v, least), least);
        TS.Store(m, first);
        TS.Store(v, second);
        var direction = TS.Divide(m, TS.Add(TS.Sqrt(v), epsilon));
        TS.Store(TS.MultiplyAdd(rate, direction, TS.Multiply(TS.Load(parameter), keep)), parameter);
    }
}
