namespace LowRank.Build;

/// <summary>Packs what is shipped, against the real ML.NET.</summary>
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
            int exitCode = new Dotnet(repository.Root, choice.Source).Run(
            [
                "pack", repository.Project(project), "-c", "Release", "--nologo", "-tl:off", "-v", "quiet",
                "-o", output, .. arguments,
            ]);
            if (exitCode != 0)
                return exitCode;
        }
        foreach (string package in Directory.EnumerateFiles(output).Order(StringComparer.Ordinal))
            Console.WriteLine(Path.GetRelativePath(repository.Root, package));
        return 0;
    }
}
