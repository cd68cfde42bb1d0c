using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>
/// Products of vectors of a few dozen numbers, inlined: at this length the calls of general routines cost more than the
/// work. Callers are marked for full optimisation at once, because a whole fit is over before the runtime would get to
/// it.
/// </summary>
internal static class ShortVectors
{
    /// <summary>xᵀy, of the length of x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        ref double a = ref MemoryMarshal.GetReference(x);
        ref double b = ref MemoryMarshal.GetReference(y[..x.Length]);
        int i = 0;
        var even = Vector256<double>.Zero;
        var odd = Vector256<double>.Zero;
        for (; i <= x.Length - 8; i += 8)
        {
            even = Vector256.MultiplyAddEstimate(
                Vector256.LoadUnsafe(ref a, (nuint)i), Vector256.LoadUnsafe(ref b, (nuint)i), even);
            odd = Vector256.MultiplyAddEstimate(
                Vector256.LoadUnsafe(ref a, (nuint)i + 4), Vector256.LoadUnsafe(ref b, (nuint)i + 4), odd);
        }
        if (i <= x.Length - 4)
        {
            even = Vector256.MultiplyAddEstimate(
                Vector256.LoadUnsafe(ref a, (nuint)i), Vector256.LoadUnsafe(ref b, (nuint)i), even);
            i += 4;
        }
        double sum = Vector256.Sum(even + odd);
        for (; i < x.Length; i++)
            sum = double.MultiplyAddEstimate(Unsafe.Add(ref a, i), Unsafe.Add(ref b, i), sum);
        return sum;
    }

    /// <summary>y += factor · x, of the length of x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddScaled(double factor, ReadOnlySpan<double> x, Span<double> y)
    {
        ref double a = ref MemoryMarshal.GetReference(x);
        ref double b = ref MemoryMarshal.GetReference(y[..x.Length]);
        var factors = Vector256.Create(factor);
        int i = 0;
        for (; i <= x.Length - 4; i += 4)
            Vector256.MultiplyAddEstimate(
                Vector256.LoadUnsafe(ref a, (nuint)i), factors, Vector256.LoadUnsafe(ref b, (nuint)i))
                .StoreUnsafe(ref b, (nuint)i);
        for (; i < x.Length; i++)
            Unsafe.Add(ref b, i) = double.MultiplyAddEstimate(Unsafe.Add(ref a, i), factor, Unsafe.Add(ref b, i));
    }
}
