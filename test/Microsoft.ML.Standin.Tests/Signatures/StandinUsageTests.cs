using Mono.Cecil;

namespace Microsoft.ML.Standin.Tests;

/// <summary>The stand-in holds what the sources, the tests and the samples use, and no more.</summary>
public class StandinUsageTests
{
    private static readonly string[] Consumers = ["Microsoft.ML.LowRank*.dll", "Microsoft.ML.Standin.Tests.dll", "Build*.dll"];

    [Fact]
    public void Everything_public_in_the_standin_is_used()
    {
        using var standin = ModuleDefinition.ReadModule(MLNetSource.StandinAssembly);
        var used = new MemberUse(standin);
        foreach (string path in Built())
        {
            using var resolver = new DefaultAssemblyResolver();
            resolver.AddSearchDirectory(Path.GetDirectoryName(path));
            using var module = ModuleDefinition.ReadModule(path, new ReaderParameters { AssemblyResolver = resolver });
            used.AddUser(module);
        }

        used.AddUser(standin);
        string[] unused = [.. used.Unused().Order(StringComparer.Ordinal)];
        Assert.True(unused.Length == 0, "Nothing uses these members of the stand-in; they go:\n" + string.Join("\n", unused));
    }

    /// <summary>The assemblies of the whole solution, which is built together with these tests.</summary>
    private static IEnumerable<string> Built()
    {
        string configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        string[] paths =
            [.. from project in Directory.EnumerateDirectories(Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..")))
                let output = Path.Combine(project, configuration)
                where Directory.Exists(output)
                from pattern in Consumers
                from path in Directory.EnumerateFiles(output, pattern)
                where Path.GetFileNameWithoutExtension(path) == Path.GetFileName(project)
                select path];
        Assert.Contains(paths, path => Path.GetFileName(path) == "Microsoft.ML.LowRank.Samples.dll");
        return paths;
    }
}
