using System.Reflection;

namespace Microsoft.ML.LowRank.Tests.Interop;

public class PublicSurfaceTests
{
    private static readonly Assembly Ours = typeof(Microsoft.ML.LowRank.Interop.MLNetInternals).Assembly;

    [Fact]
    public void The_public_api_shows_no_type_that_mlnet_keeps_to_itself()
    {
        var types = Ours.GetTypes().Where(type => type.IsVisible || type.IsNestedFamily || type.IsNestedFamORAssem).ToList();

        Assert.NotEmpty(types);
        Assert.Empty(types.SelectMany(PublicSurface.ClosedInSignatures));
    }

    [Fact]
    public void No_type_of_ours_builds_on_one_that_mlnet_keeps_to_itself() =>
        Assert.Empty(Ours.GetTypes().SelectMany(PublicSurface.ClosedBases));

    [Fact]
    public void The_walk_finds_a_closed_interface_behind_a_public_class() =>
        Assert.Contains(PublicSurface.ClosedBases(typeof(TransformsCatalog)),
            finding => finding.EndsWith("IInternalCatalog", StringComparison.Ordinal));

    [Fact]
    public void The_walk_finds_a_closed_type_in_a_signature() =>
        Assert.Contains(PublicSurface.ClosedInSignatures(ClosedCatalogInterface()),
            finding => finding.Contains("Environment", StringComparison.Ordinal));

    /// <summary>A type whose public members mention closed types, on both sources of ML.NET.</summary>
    private static Type ClosedCatalogInterface() => typeof(Exposing<>).MakeGenericType(
        typeof(TransformsCatalog).GetInterfaces().Single(i => i.Name == "IInternalCatalog"));

    private sealed class Exposing<T>
    {
        public static T? Environment => default;
    }
}
