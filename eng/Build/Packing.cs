namespace LowRank.Build;

/// <summary>Packs what is shipped, against the real ML.NET, and looks at what came out.</summary>
internal static class Packing
{
    private static readonly string[] Projects = ["src/Microsoft.ML.LowRank.Core", "src/Microsoft.ML.LowRank"];

    public static int Run(MLNetChoice choice, Repository repository, IReadOnlyList<string> arguments)
    {
        string output = Path.Combine(repository.Artifacts, "packages-out");
        if (Directory.Exists(output))
            Directory.Delete(output, recursive: true);
        foreach (string project in Projects)
        {
            // As on a build server: no path of this machine in what is shipped.
            int exitCode = new Dotnet(repository.Root, choice.Source).Run(
            [
                "pack", repository.Project(project), "-c", "Release", "--nologo", "-tl:off", "-v", "quiet",
                "-p:ContinuousIntegrationBuild=true", "-o", output, .. arguments,
            ]);
            if (exitCode != 0)
                return exitCode;
        }
        var problems = Directory.GetFiles(output, "*.nupkg").Order(StringComparer.Ordinal).SelectMany(PackageCheck.Problems).ToList();
        if (problems.Count > 0)
            throw new BuildException(string.Join('\n', problems));
        foreach (string package in Directory.EnumerateFiles(output).Order(StringComparer.Ordinal))
            Console.WriteLine(Path.GetRelativePath(repository.Root, package));
        return 0;
    }
}
