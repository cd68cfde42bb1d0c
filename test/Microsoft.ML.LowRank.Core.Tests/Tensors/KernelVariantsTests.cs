using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.LowRank.Tensors;

public class KernelVariantsTests
{
    [Fact]
    public void The_best_comes_first_and_every_machine_has_vector128()
    {
        var names = KernelVariants.Available.Select(variant => variant.Name).ToArray();
        Assert.Equal("vector128", names[^1]);
        Assert.Equal(names.OrderDescending(), names);
        Assert.Equal(Avx2.IsSupported && Fma.IsSupported, names.Contains("vector256"));
        Assert.Equal(Avx512F.IsSupported && Vector512.IsHardwareAccelerated, names.Contains("vector512"));
    }

    [Fact]
    public void A_name_forces_a_variant()
    {
        Assert.Same(KernelVariants.Available[0], KernelVariants.Choose(null));
        Assert.Same(KernelVariants.Available[0], KernelVariants.Choose(" "));
        foreach (var variant in KernelVariants.Available)
        {
            Assert.Same(variant, KernelVariants.Choose(variant.Name.ToUpperInvariant()));
        }
    }

    [Fact]
    public void An_unknown_name_is_refused_with_the_names_there_are()
    {
        var exception = Assert.Throws<PlatformNotSupportedException>(() => KernelVariants.Choose("vector1024"));
        Assert.Contains("vector1024", exception.Message, StringComparison.Ordinal);
        Assert.Contains("vector128", exception.Message, StringComparison.Ordinal);
    }
}
