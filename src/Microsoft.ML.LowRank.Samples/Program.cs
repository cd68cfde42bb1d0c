using Microsoft.ML.LowRank.Samples;
using Microsoft.ML.LowRank.Samples.Cli;
using Spectre.Console;

const int WidthWithoutTerminal = 120;

var console = AnsiConsole.Console;
if (Console.IsOutputRedirected)
{
    console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Interactive = InteractionSupport.No });
    console.Profile.Width = WidthWithoutTerminal;
}
try
{
    var parsed = Verbs.CommandLine(console).Parse(args);
    if (parsed.Errors.Count > 0)
        throw new SampleException(string.Join(" ", parsed.Errors.Select(error => error.Message)));
    return parsed.Invoke(new() { EnableDefaultExceptionHandler = false });
}
catch (SampleException problem)
{
    Console.Error.WriteLine(problem.Message);
    return ExitCodes.BadInput;
}
catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"A file or folder cannot be used: {problem.Message}");
    return ExitCodes.BadInput;
}
