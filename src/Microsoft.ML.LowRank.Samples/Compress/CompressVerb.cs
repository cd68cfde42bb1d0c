using System.CommandLine;
using Microsoft.ML.LowRank.Compression;
using Microsoft.ML.LowRank.Samples.Cli;
using Microsoft.ML.LowRank.Samples.Learning;
using Microsoft.ML.LowRank.Samples.Saving;
using Spectre.Console;

namespace Microsoft.ML.LowRank.Samples.Compress;

/// <summary>
/// Compares a linear model on all features with the same on compressed ones, then saves the second and lets another process
/// load it.
/// </summary>
internal sealed class CompressVerb : IVerb
{
    private readonly Option<int?> _rank = new("--rank")
    {
        Description = "Most directions to keep. By default 16, or all if there are fewer.",
        HelpName = "number",
    };

    private readonly Option<double?> _energy = new("--energy")
    {
        Description = "Keep the fewest directions with this share of the variance. By default 0.99, or with --rank all " +
            "that it allows.",
        HelpName = "share",
    };

    private readonly Option<LowRankMethod> _method = new("--method")
    {
        Description = "How the directions are found.",
        DefaultValueFactory = _ => LowRankMethod.Automatic,
    };

    private readonly Option<int> _threads = new("--threads")
    {
        Description = "Threads of the compression, 0 for one per processor. The linear trainer always has one.",
        DefaultValueFactory = _ => 0,
        HelpName = "number",
    };

    private readonly Option<string?> _out = new("--out")
    {
        Description = "A folder that gets model.zip and predictions.csv. By default they are thrown away at the end.",
        HelpName = "folder",
    };

    private readonly DataOptions _data = new();
    private readonly IAnsiConsole _console;

    public CompressVerb(IAnsiConsole console)
    {
        _console = console;
        Command = new CliCommand(
            "compress", "A linear model with and without LowRankCompress, saved and loaded by a second process.");
        _data.AddTo(Command);
        foreach (Option option in (Option[])[_rank, _energy, _method, _threads, _out])
            Command.Options.Add(option);
        Command.SetAction(Run);
    }

    public CliCommand Command { get; }

    private int Run(ParseResult parsed)
    {
        var data = _data.Read(parsed);
        var rank = parsed.GetValue(_rank);
        var settings = new CompressSettings
        {
            Rank = rank,
            Energy = parsed.GetValue(_energy) ?? (rank == null ? CompressSettings.DefaultEnergy : null),
            Method = parsed.GetValue(_method),
            Threads = parsed.GetValue(_threads),
            Seed = data.Seed,
        };
        settings.Check();
        using var folder = OutputFolder.Open(parsed.GetValue(_out));
        var comparison = new Comparison(data, settings, folder);
        Steps.Run(_console, comparison.Run);
        return new ComparisonReport(_console, comparison).Write() ? ExitCodes.Success : ExitCodes.NotShown;
    }
}
