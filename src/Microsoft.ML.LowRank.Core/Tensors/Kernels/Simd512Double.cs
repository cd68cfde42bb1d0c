using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.LowRank.Tensors;

/// <summary>512 bits of float64: AVX-512.</summary>
internal readonly unsafe struct Simd512Double : ISimd64<Vector512<double>>
{
    public static int Width => Vector512<double>.Count;

    public static int TileRows => 8;

    public static Vector512<double> Zero => Vector512<double>.Zero;

    public static Vector512<double> Broadcast(double value) => Vector512.Create(value);

    public static Vector512<double> Load(double* source) => Vector512.Load(source);

    public static Vector512<double> LoadWidened(float* source) =>
        Avx512F.ConvertToVector512Double(Vector256.Load(source));

    public static void Store(Vector512<double> value, double* destination) => value.Store(destination);

    public static Vector512<double> MultiplyAdd(Vector512<double> x, Vector512<double> y, Vector512<double> addend) =>
        Vector512.FusedMultiplyAdd(x, y, addend);

    public static Vector512<double> Add(Vector512<double> x, Vector512<double> y) => x + y;

    public static Vector512<double> SubtractMultiply(
        Vector512<double> x, Vector512<double> y, Vector512<double> factor) => (x - y) * factor;

    public static double Sum(Vector512<double> value) => Vector512.Sum(value);
}
