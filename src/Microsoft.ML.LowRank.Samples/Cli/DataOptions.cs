using System.CommandLine;
using Microsoft.ML.LowRank.Samples.Learning;
using Microsoft.ML.LowRank.Samples.Tables;

namespace Microsoft.ML.LowRank.Samples.Cli;

/// <summary>The options by which every verb is told its data.</summary>
internal sealed class DataOptions
{
    public const string RareOption = "--rare";

    private readonly Option<string?> _data = new("--data")
    {
        Description = "A CSV or TSV file, plain or .gz. Without it data is generated.",
        HelpName = "file",
    };

    private readonly Option<string?> _label = new("--label")
    {
        Description = "The column to predict.",
        HelpName = "column",
    };

    private readonly Option<LearningTask?> _task = new("--task")
    {
        Description = "What to predict. By default two values make a binary task, a few texts or integers a multiclass " +
            "one, other numbers a regression.",
    };

    private readonly Option<HeaderRule> _header = new("--header")
    {
        Description = "Whether the first row names the columns. Auto: when all its cells are texts.",
        DefaultValueFactory = _ => HeaderRule.Auto,
    };

    private readonly Option<string[]> _drop = new("--drop")
    {
        Description = "Columns not to learn from, separated by commas; may be given several times.",
        HelpName = "columns",
    };

    private readonly Option<int> _seed = new("--seed")
    {
        Description = "Seed of everything that is random.",
        DefaultValueFactory = _ => 1,
        HelpName = "number",
    };

    private readonly Option<bool> _quick = new("--quick")
    {
        Description = "A short run: fewer rows, times measured less often.",
    };

    // Asked for by the program itself, of its second process.
    private readonly Option<bool> _rare = new(RareOption) { Hidden = true };

    public void AddTo(CliCommand command)
    {
        foreach (Option option in (Option[])[_data, _label, _task, _header, _drop, _seed, _quick, _rare])
            command.Options.Add(option);
    }

    /// <summary>Names that were separated by commas, given in one or in several arguments.</summary>
    public static IReadOnlyList<string> Names(string[]? arguments) => [.. (arguments ?? []).SelectMany(
        names => names.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];

    public DataSettings Read(ParseResult parsed) => new()
    {
        Path = parsed.GetValue(_data),
        Label = parsed.GetValue(_label),
        Task = parsed.GetValue(_task),
        Header = parsed.GetValue(_header),
        Drop = Names(parsed.GetValue(_drop)),
        Seed = parsed.GetValue(_seed),
        Quick = parsed.GetValue(_quick),
        IsRare = parsed.GetValue(_rare),
    };
}
