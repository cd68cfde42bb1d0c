using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.LowRank.Tensors;

/// <summary>256 bits of float64: AVX2 with FMA.</summary>
internal readonly unsafe struct Simd256Double : ISimd64<Vector256<double>>
{
    public static int Width => Vector256<double>.Count;

    public static int TileRows => 4;

    public static Vector256<double> Zero => Vector256<double>.Zero;

    public static Vector256<double> Broadcast(double value) => Vector256.Create(value);

    public static Vector256<double> Load(double* source) => Vector256.Load(source);

    public static Vector256<double> LoadWidened(float* source) =>
        Avx.ConvertToVector256Double(Vector128.Load(source));

    public static void Store(Vector256<double> value, double* destination) => value.Store(destination);

    public static Vector256<double> MultiplyAdd(Vector256<double> x, Vector256<double> y, Vector256<double> addend) =>
        Vector256.FusedMultiplyAdd(x, y, addend);

    public static Vector256<double> Add(Vector256<double> x, Vector256<double> y) => x + y;

    public static Vector256<double> SubtractMultiply(
        Vector256<double> x, Vector256<double> y, Vector256<double> factor) => (x - y) * factor;

    public static double Sum(Vector256<double> value) => Vector256.Sum(value);
}
