namespace Microsoft.ML.Standin.Tests;

/// <summary>Which ML.NET these tests run on, and where the repository is.</summary>
internal static class MLNetSource
{
    public static bool IsStandin { get; } = typeof(MLContext).Assembly.GetName().Name == "Microsoft.ML.Standin";

    public static bool IsRecording { get; } = Environment.GetEnvironmentVariable("LOWRANK_RECORD") == "1";

    public static string RecordedFolder { get; } = Path.Combine(FindRoot(), "test", "Shared", "mlnet-5.0.0");

    /// <summary>The stand-in is built on both sources, beside this project.</summary>
    public static string StandinAssembly { get; } = Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "..", "..", "Microsoft.ML.Standin",
        Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)), "Microsoft.ML.Standin.dll"));

    public static void CheckMayRecord()
    {
        if (IsStandin)
            throw new InvalidOperationException(
                "LOWRANK_RECORD=1 with the stand-in: what it answers is not the truth. Record with MLNetSource=packages.");
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder != null && !File.Exists(Path.Combine(folder.FullName, "LowRank.ML.sln")))
            folder = folder.Parent;
        return folder?.FullName
            ?? throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} has LowRank.ML.sln.");
    }
}
