namespace LowRank.Build;

/// <summary>Builds, runs the tests of all projects and ends with one line that counts them.</summary>
internal static class TestRun
{
    public static int Of(
        Repository repository, string source, string what, IReadOnlyList<string> arguments,
        params (string Name, string Value)[] environment)
    {
        if (!Commands.Build(repository, source, what))
        {
            Console.WriteLine("The build failed, so no test ran.");
            return Report(new TestCounts(0, 1, 0), 1);
        }
        // One folder per project (test/Directory.Build.targets): result files of parallel runs cannot collide.
        string results = Path.Combine(repository.Artifacts, source, "test-results");
        if (Directory.Exists(results))
            Directory.Delete(results, recursive: true);
        var dotnet = new Dotnet(repository.Root, source);
        foreach (var (name, value) in environment)
            dotnet.Environment[name] = value;
        int exitCode = dotnet.Run(
            ["test", what, "--no-build", "-c", "Release", "--nologo", "-tl:off", "-p:CountTests=true", .. arguments]);
        return Report(TestResults.Collect(results, exitCode, Console.Out), exitCode);
    }

    /// <summary>Writes the last line. Nothing failing is a success only if something passed and the runner agrees.</summary>
    private static int Report(TestCounts counts, int exitCode)
    {
        if (counts.Total == 0)
            Console.WriteLine("No test ran: there is none, or the filter leaves none.");
        Console.WriteLine(counts);
        return counts.Failed > 0 || counts.Total == 0 ? Math.Max(1, exitCode) : exitCode;
    }
}
