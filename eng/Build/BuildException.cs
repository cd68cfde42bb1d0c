namespace LowRank.Build;

/// <summary>An end with one sentence to the user and an exit code: 2 for a wrong command line, otherwise 1.</summary>
internal sealed class BuildException(string message, int exitCode = 1) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
