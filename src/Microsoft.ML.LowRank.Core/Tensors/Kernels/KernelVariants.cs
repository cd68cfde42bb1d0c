using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.LowRank.Tensors;

/// <summary>The one place where an instruction set is chosen.</summary>
internal static class KernelVariants
{
    /// <summary>Set to a variant's name to force it: vector128, vector256 or vector512.</summary>
    public const string EnvironmentVariable = "LOWRANK_KERNEL";

    private static readonly Lazy<KernelVariant> Chosen = new(
        () => Choose(Environment.GetEnvironmentVariable(EnvironmentVariable)));

    /// <summary>Every variant this machine can run, best first.</summary>
    public static IReadOnlyList<KernelVariant> Available { get; } = [.. List()];

    /// <summary>The variant in use.</summary>
    public static KernelVariant Default => Chosen.Value;

    /// <summary>The variant of that name, or the best one when there is no name.</summary>
    /// <exception cref="PlatformNotSupportedException">This machine has no such variant.</exception>
    internal static KernelVariant Choose(string? name)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            return Available[0];
        }

        return Available.FirstOrDefault(variant => variant.Name.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase))
            ?? throw new PlatformNotSupportedException(
                $"{EnvironmentVariable} asks for the kernels '{name}', which this machine does not have. "
                + $"Unset it or use one of: {string.Join(", ", Available.Select(variant => variant.Name))}.");
    }

    private static IEnumerable<KernelVariant> List()
    {
        if (Avx512F.IsSupported && Vector512.IsHardwareAccelerated)
        {
            yield return new KernelVariant<Vector512<float>, Simd512, Vector512<double>, Simd512Double>("vector512");
        }

        if (Avx2.IsSupported && Fma.IsSupported)
        {
            yield return new KernelVariant<Vector256<float>, Simd256, Vector256<double>, Simd256Double>("vector256");
        }

        yield return new KernelVariant<Vector128<float>, Simd128, Vector128<double>, Simd128Double>("vector128");
    }
}
