using System.Diagnostics;

namespace Microsoft.ML.LowRank.Perf;

/// <summary>Lets OpenBLAS choose its kernels itself.</summary>
/// <remarks>
/// Some machines set up the environment so that it takes kernels of older processors, half as fast. It looks there
/// when it is loaded, so the program starts itself again without those variables; numpy and scikit-learn of the
/// python peers inherit that.
/// </remarks>
internal static class OpenBlasCore
{
    private static readonly string[] Variables = ["OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"];

    /// <summary>The exit code of a run without the variables, or null when they are not set.</summary>
    public static int? RunAgainWithOwnChoice(string[] arguments)
    {
        if (Variables.All(variable => Environment.GetEnvironmentVariable(variable) is null))
        {
            return null;
        }

        var start = new ProcessStartInfo(Environment.ProcessPath!);
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet")
        {
            start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var variable in Variables)
        {
            start.Environment.Remove(variable);
        }

        using var process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
