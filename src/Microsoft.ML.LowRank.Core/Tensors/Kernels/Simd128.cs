using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace Microsoft.ML.LowRank.Tensors;

/// <summary>128 bits: every machine, ARM64 among them.</summary>
internal readonly unsafe struct Simd128 : ISimd<Vector128<float>>
{
    public static int Width => Vector128<float>.Count;

    // 32 registers on ARM64, 16 on the x86 machines that have nothing wider.
    public static int TileRows => AdvSimd.Arm64.IsSupported ? 12 : 6;

    public static Vector128<float> Zero => Vector128<float>.Zero;

    public static Vector128<float> Broadcast(float value) => Vector128.Create(value);

    public static Vector128<float> Load(float* source) => Vector128.Load(source);

    public static Vector128<float> LoadBytes(sbyte* source)
    {
        var bytes = Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<uint>(source)).AsSByte();
        return Vector128.ConvertToSingle(Vector128.WidenLower(Vector128.WidenLower(bytes)));
    }

    public static void Store(Vector128<float> value, float* destination) => value.Store(destination);

    public static Vector128<float> MultiplyAdd(Vector128<float> x, Vector128<float> y, Vector128<float> addend) =>
        Vector128.MultiplyAddEstimate(x, y, addend);

    public static Vector128<float> Add(Vector128<float> x, Vector128<float> y) => x + y;

    public static Vector128<float> Subtract(Vector128<float> x, Vector128<float> y) => x - y;

    public static Vector128<float> Multiply(Vector128<float> x, Vector128<float> y) => x * y;

    public static Vector128<float> Divide(Vector128<float> x, Vector128<float> y) => x / y;

    public static Vector128<float> Sqrt(Vector128<float> x) => Vector128.Sqrt(x);

    public static Vector128<float> Max(Vector128<float> x, Vector128<float> y) => Vector128.Max(x, y);

    public static Vector128<float> WherePositive(Vector128<float> gate, Vector128<float> x) =>
        Vector128.ConditionalSelect(Vector128.GreaterThan(gate, Vector128<float>.Zero), x, Vector128<float>.Zero);

    public static float Sum(Vector128<float> value) => Vector128.Sum(value);

    public static void AddTo(Vector128<float> value, double* destination)
    {
        var (lower, upper) = Vector128.Widen(value);
        (Vector128.Load(destination) + lower).Store(destination);
        destination += Vector128<double>.Count;
        (Vector128.Load(destination) + upper).Store(destination);
    }
}
