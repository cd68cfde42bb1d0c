using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.LowRank.Tensors;

/// <summary>256 bits: AVX2 with FMA.</summary>
internal readonly unsafe struct Simd256 : ISimd<Vector256<float>>
{
    public static int Width => Vector256<float>.Count;

    public static int TileRows => 6;

    public static Vector256<float> Zero => Vector256<float>.Zero;

    public static Vector256<float> Broadcast(float value) => Vector256.Create(value);

    public static Vector256<float> Load(float* source) => Vector256.Load(source);

    public static Vector256<float> LoadBytes(sbyte* source) =>
        Avx.ConvertToVector256Single(Avx2.ConvertToVector256Int32(source));

    public static void Store(Vector256<float> value, float* destination) => value.Store(destination);

    public static Vector256<float> MultiplyAdd(Vector256<float> x, Vector256<float> y, Vector256<float> addend) =>
        Vector256.FusedMultiplyAdd(x, y, addend);

    public static Vector256<float> Add(Vector256<float> x, Vector256<float> y) => x + y;

    public static Vector256<float> Subtract(Vector256<float> x, Vector256<float> y) => x - y;

    public static Vector256<float> Multiply(Vector256<float> x, Vector256<float> y) => x * y;

    public static Vector256<float> Divide(Vector256<float> x, Vector256<float> y) => x / y;

    public static Vector256<float> Sqrt(Vector256<float> x) => Vector256.Sqrt(x);

    public static Vector256<float> Max(Vector256<float> x, Vector256<float> y) => Vector256.Max(x, y);

    public static Vector256<float> WherePositive(Vector256<float> gate, Vector256<float> x) =>
        Vector256.ConditionalSelect(Vector256.GreaterThan(gate, Vector256<float>.Zero), x, Vector256<float>.Zero);

    public static float Sum(Vector256<float> value) => Vector256.Sum(value);

    public static void AddTo(Vector256<float> value, double* destination)
    {
        var (lower, upper) = Vector256.Widen(value);
        (Vector256.Load(destination) + lower).Store(destination);
        destination += Vector256<double>.Count;
        (Vector256.Load(destination) + upper).Store(destination);
    }
}
