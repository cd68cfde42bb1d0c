namespace LowRank.Build;

/// <summary>The places of this repository that the commands use.</summary>
internal sealed record Repository(string Root)
{
    private const string SolutionName = "LowRank.ML.sln";

    public string Solution => Path.Combine(Root, SolutionName);

    public string Artifacts => Path.Combine(Root, "artifacts");

    public string Project(string folder) => Path.Combine(Root, folder, Path.GetFileName(folder) + ".csproj");

    /// <summary>The built program of a project, where <c>UseArtifactsOutput</c> puts it.</summary>
    public string Program(string project, string source) =>
        Path.Combine(Artifacts, source, "bin", project, "release", project + ".dll");

    public static Repository Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, SolutionName)))
                return new Repository(folder.FullName);
        }
        throw new BuildException($"No folder above {AppContext.BaseDirectory} has {SolutionName}: run build.sh of a clone.");
    }
}
