using System.Diagnostics;
using System.Reflection;

namespace Microsoft.ML.LowRank.Testing;

/// <summary>What a new process made of a model.</summary>
internal sealed record FreshScores(Table Outputs, IReadOnlySet<string> AssembliesBeforeLoad);

/// <summary>
/// Runs this assembly as a program in a new process, among the assemblies of the test that asked for it. See
/// <see cref="Program"/> for what it does there.
/// </summary>
internal static class FreshProcess
{
    private static readonly TimeSpan HangLimit = TimeSpan.FromMinutes(3);
    private static readonly Assembly Self = typeof(FreshProcess).Assembly;

    /// <summary>
    /// Whether this assembly was compiled against the given one, so that its presence proves
    /// nothing.
    /// </summary>
    public static bool References(string assembly) => Self.GetReferencedAssemblies().Any(name => name.Name == assembly);

    public static FreshScores Score(CheckRun run, byte[] model, string culture,
        (string Variable, string Value)? environment = null)
    {
        string folder = Directory.CreateTempSubdirectory("estimator-checks-").FullName;
        try
        {
            string modelPath = Path.Combine(folder, "model");
            string dataPath = Path.Combine(folder, "data");
            string outputPath = Path.Combine(folder, "outputs");
            File.WriteAllBytes(modelPath, model);
            using (var stream = File.Create(dataPath))
                TableFile.Write(stream, run.Data.Only(run.Data.Columns.Select(column => column.Name).Distinct()));
            var (exitCode, said) = Start([culture, modelPath, dataPath, outputPath, .. run.Fixture.OutputColumns], environment);
            Expect.That(exitCode == 0, $"The new process ended with {exitCode}: {said}");
            using var outputs = File.OpenRead(outputPath);
            string[] assemblies = File.ReadAllLines(outputPath + Program.AssembliesSuffix);
            return new FreshScores(TableFile.Read(outputs), assemblies.ToHashSet());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Calls a static method of texts in a new process, and returns how that ended and what it said.</summary>
    public static (int ExitCode, string Said) Call(Type type, string method, params string[] arguments)
        => Start([Program.Call, type.AssemblyQualifiedName!, method, .. arguments], null);

    private static (int ExitCode, string Said) Start(IEnumerable<string> arguments, (string Variable, string Value)? environment)
    {
        var start = new ProcessStartInfo(Host()) { RedirectStandardError = true, RedirectStandardOutput = true };
        string dependencies = CallerDependencies();
        string[] host = ["exec", "--depsfile", dependencies,
            "--runtimeconfig", RuntimeConfigOf(dependencies), Self.Location];
        foreach (string argument in host.Concat(arguments))
            start.ArgumentList.Add(argument);
        if (environment is { } variable)
            start.Environment[variable.Variable] = variable.Value;
        using var process = Process.Start(start)
            ?? throw new EstimatorCheckException("No new process could be started.");
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(HangLimit))
        {
            process.Kill(entireProcessTree: true);
            throw new EstimatorCheckException($"The new process did not end within {HangLimit.TotalMinutes} minutes.");
        }
        return (process.ExitCode, error.Result + output.Result);
    }

    /// <summary>The list of all that the running test can load: its own assemblies and those of its packages.</summary>
    private static string CallerDependencies()
    {
        string own = $"{Self.GetName().Name}.deps.json";
        return Directory.GetFiles(AppContext.BaseDirectory, "*.deps.json")
            .Where(path => Path.GetFileName(path) != own && File.Exists(RuntimeConfigOf(path)))
            .Order(StringComparer.Ordinal).FirstOrDefault()
            ?? throw new EstimatorCheckException($"There is no deps.json of a test in {AppContext.BaseDirectory}.");
    }

    private static string RuntimeConfigOf(string dependencies)
        => dependencies.Replace(".deps.json", ".runtimeconfig.json", StringComparison.Ordinal);

    private static string Host()
    {
        string? current = Environment.ProcessPath;
        if (Path.GetFileNameWithoutExtension(current) == "dotnet")
            return current!;
        return Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet";
    }
}
