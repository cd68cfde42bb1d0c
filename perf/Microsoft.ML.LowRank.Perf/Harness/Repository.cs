namespace Microsoft.ML.LowRank.Perf;

/// <summary>Where the repository is.</summary>
internal static class Repository
{
    /// <summary>The folder of the solution: above the current folder, or above the program.</summary>
    public static string Root { get; } = Find(Environment.CurrentDirectory) ?? Find(AppContext.BaseDirectory)
        ?? throw new DirectoryNotFoundException(
            "LowRank.ML.sln was found neither above the current folder nor above the program. Run it in the repository.");

    private static string? Find(string? folder)
    {
        while (folder is not null && !File.Exists(Path.Combine(folder, "LowRank.ML.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder;
    }
}
