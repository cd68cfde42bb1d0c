using System.Diagnostics;
using System.Reflection;
using Microsoft.ML.LowRank.Samples.Cli;
using Microsoft.ML.LowRank.Samples.Learning;

namespace Microsoft.ML.LowRank.Samples.Saving;

/// <summary>Starts this program again, which then knows of a model only its file.</summary>
internal static class SecondProcess
{
    /// <summary>Lets a second process load the model and score the test rows of the same data.</summary>
    /// <returns>What it predicted and what it said.</returns>
    /// <exception cref="SampleException">It failed; the message has its own words.</exception>
    public static (Predictions Predictions, string Said) Score(string modelPath, string predictionsPath, DataSettings data) =>
        Score(modelPath, predictionsPath, data.ToArguments());

    /// <summary>The same for data that are said by arguments of <see cref="ScoreSavedVerb"/>.</summary>
    /// <inheritdoc cref="Score(string, string, DataSettings)"/>
    public static (Predictions Predictions, string Said) Score(string modelPath, string predictionsPath, IEnumerable<string> dataArguments)
    {
        string[] arguments =
        [
            ScoreSavedVerb.Name, ScoreSavedVerb.ModelOption, modelPath, ScoreSavedVerb.PredictionsOption, predictionsPath,
            .. dataArguments,
        ];
        using var process = Process.Start(StartInfo(arguments))
            ?? throw new SampleException("The second process could not be started.");
        var errors = process.StandardError.ReadToEndAsync();
        string said = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        if (process.ExitCode != ExitCodes.Success)
            throw new SampleException(
                $"The second process ended with exit code {process.ExitCode} and said: {errors.Result.Trim()}");
        return (Predictions.Read(predictionsPath), said);
    }

    /// <summary>This program is an executable or, started as <c>dotnet program.dll</c>, an argument of dotnet.</summary>
    private static ProcessStartInfo StartInfo(string[] arguments)
    {
        string program = Environment.ProcessPath
            ?? throw new SampleException("The path of this program is not known, so it cannot start itself again.");
        bool isHost = Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.OrdinalIgnoreCase);
        string[] self = isHost ? [Assembly.GetEntryAssembly()!.Location] : [];
        return new ProcessStartInfo(program, [.. self, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
    }
}
