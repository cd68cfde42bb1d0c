namespace LowRank.Build;

/// <summary>The names of the two sources of ML.NET, as the MSBuild property <c>MLNetSource</c> has them.</summary>
internal static class MLNetSources
{
    public const string Packages = "packages";
    public const string Standin = "standin";
}

/// <summary>Packages that a feed is asked for together, and the MSBuild property that says whether it has them.</summary>
internal sealed record PackageGroup(string Property, params string[] Packages)
{
    /// <summary>The one without which there is only the stand-in.</summary>
    public static readonly PackageGroup MLNet = new("HasMLNet", "Microsoft.ML");

    public static readonly PackageGroup Trees = new("HasMLNetTrees", "Microsoft.ML.FastTree", "Microsoft.ML.LightGbm");

    /// <summary>What some tests and benchmarks use on top of it; each is asked for only if the first is there.</summary>
    public static readonly IReadOnlyList<PackageGroup> Optional =
    [
        Trees,
        new("HasMLNetPool", "Microsoft.Extensions.ML"),
        new("HasMLNetAutoML", "Microsoft.ML.AutoML"),
    ];

    public string Names => string.Join(" and ", Packages);
}
