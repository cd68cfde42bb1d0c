using System.Runtime.Intrinsics;

namespace Microsoft.ML.LowRank.Tensors;

/// <summary>128 bits of float64: every machine, ARM64 among them.</summary>
internal readonly unsafe struct Simd128Double : ISimd64<Vector128<double>>
{
    public static int Width => Vector128<double>.Count;

    public static int TileRows => 4;

    public static Vector128<double> Zero => Vector128<double>.Zero;

    public static Vector128<double> Broadcast(double value) => Vector128.Create(value);

    public static Vector128<double> Load(double* source) => Vector128.Load(source);

    public static Vector128<double> LoadWidened(float* source) =>
        Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(double*)source).AsSingle());

    public static void Store(Vector128<double> value, double* destination) => value.Store(destination);

    public static Vector128<double> MultiplyAdd(Vector128<double> x, Vector128<double> y, Vector128<double> addend) =>
        Vector128.MultiplyAddEstimate(x, y, addend);

    public static Vector128<double> Add(Vector128<double> x, Vector128<double> y) => x + y;

    public static Vector128<double> SubtractMultiply(
        Vector128<double> x, Vector128<double> y, Vector128<double> factor) => (x - y) * factor;

    public static double Sum(Vector128<double> value) => Vector128.Sum(value);
}
