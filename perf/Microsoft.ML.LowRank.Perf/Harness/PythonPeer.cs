using System.Diagnostics;
using System.Text.Json;

namespace Microsoft.ML.LowRank.Perf;

/// <summary>Runs a script of perf/peers with the system's python and reads the JSON object it prints last.</summary>
internal static class PythonPeer
{
    private const string Interpreter = "/usr/bin/python3";

    // A script's own word for it: something that a fair comparison needs is not there, and its error output says what.
    private const int MissingExitCode = 3;

    /// <summary>The object on the script's last line.</summary>
    /// <param name="script">File name in perf/peers.</param>
    /// <param name="threads">Threads of its BLAS and OpenMP, fixed before it starts.</param>
    /// <param name="progress">Where the other lines of its output go.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="PeerMissingException">There is no such python, or a module it needs is missing.</exception>
    /// <exception cref="InvalidOperationException">The script failed.</exception>
    public static JsonElement Run(string script, int threads, TextWriter progress, params string[] arguments)
    {
        if (!File.Exists(Interpreter))
        {
            throw new PeerMissingException($"There is no {Interpreter}. Install the package python3.");
        }

        var start = new ProcessStartInfo(Interpreter, [Path.Combine(Repository.Root, "perf", "peers", script), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var variable in new[] { "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS" })
        {
            start.Environment[variable] = threads.ToString();
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var last = string.Empty;
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (last.Length > 0)
            {
                progress.WriteLine(last);
            }

            last = line;
        }

        process.WaitForExit();
        if (process.ExitCode == 0)
        {
            return JsonDocument.Parse(last).RootElement;
        }

        if (process.ExitCode == MissingExitCode)
        {
            throw new PeerMissingException($"{script}: {errors.Result.Trim()}");
        }

        if (errors.Result.Contains("ModuleNotFoundError", StringComparison.Ordinal))
        {
            throw new PeerMissingException(
                $"{script} needs a python module that is missing. Install python3-numpy, python3-scipy and "
                + $"python3-sklearn.\n{errors.Result}");
        }

        throw new InvalidOperationException($"{script} ended with {process.ExitCode}.\n{errors.Result}");
    }
}
