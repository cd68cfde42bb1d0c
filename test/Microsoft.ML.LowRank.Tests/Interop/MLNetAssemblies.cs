using System.Reflection;

namespace Microsoft.ML.LowRank.Tests.Interop;

/// <summary>The assemblies that ML.NET consists of at run time: the stand-in, or what the packages brought.</summary>
internal static class MLNetAssemblies
{
    private static readonly string[] Ours = ["Microsoft.ML.LowRank", "Microsoft.ML.Standin.Tests"];

    public static IReadOnlyList<Assembly> All { get; } = Reach(typeof(MLContext).Assembly);

    public static bool Have(Type type) => All.Contains(type.Assembly);

    private static List<Assembly> Reach(Assembly first)
    {
        var found = new List<Assembly> { first };
        for (int i = 0; i < found.Count; i++)
        {
            var next = found[i].GetReferencedAssemblies()
                .Where(name => name.Name!.StartsWith("Microsoft.ML", StringComparison.Ordinal))
                .Where(name => !Ours.Any(own => name.Name!.StartsWith(own, StringComparison.Ordinal)))
                .Select(Assembly.Load).Where(assembly => !found.Contains(assembly));
            found.AddRange(next.ToList());
        }
        return found;
    }
}
