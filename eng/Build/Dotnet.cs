using System.Diagnostics;
using System.Text;

namespace LowRank.Build;

/// <summary>Runs the SDK that runs us, with the source of ML.NET in its environment.</summary>
internal sealed class Dotnet(string root, string? mlnetSource = null)
{
    // What `dotnet run` sets for itself and would make the child use another SDK than global.json says.
    private static readonly string[] Inherited =
        ["MSBuildSDKsPath", "MSBuildExtensionsPath", "MSBUILD_EXE_PATH", "MSBuildLoadMicrosoftTargetsReadOnly"];

    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>Runs with the console of this process and returns the exit code.</summary>
    public int Run(IEnumerable<string> arguments, string? workingDirectory = null)
    {
        using var process = Process.Start(StartInfo(arguments, workingDirectory))!;
        process.WaitForExit();
        return process.ExitCode;
    }

    /// <summary>Runs silently and returns the exit code and all that was written.</summary>
    public (int ExitCode, string Output) Capture(IEnumerable<string> arguments)
    {
        var info = StartInfo(arguments, null);
        info.RedirectStandardOutput = info.RedirectStandardError = true;
        // A build node that outlives the command would hold our end of the pipe open.
        info.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = new Process { StartInfo = info };
        var output = new StringBuilder();
        void Append(object sender, DataReceivedEventArgs e)
        {
            lock (output)
                output.AppendLine(e.Data);
        }
        process.OutputDataReceived += Append;
        process.ErrorDataReceived += Append;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.WaitForExit();
        return (process.ExitCode, output.ToString());
    }

    private ProcessStartInfo StartInfo(IEnumerable<string> arguments, string? workingDirectory)
    {
        string host = System.Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var info = new ProcessStartInfo(host, arguments) { WorkingDirectory = workingDirectory ?? root };
        foreach (string name in Inherited)
            info.Environment.Remove(name);
        if (mlnetSource is not null)
            info.Environment["MLNetSource"] = mlnetSource;
        foreach (var (name, value) in Environment)
            info.Environment[name] = value;
        return info;
    }
}
