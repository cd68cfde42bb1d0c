using System.CommandLine;
using Microsoft.ML.LowRank.Samples.Cli;

namespace Microsoft.ML.LowRank.Samples.Ctr;

/// <summary>The options by which the verb is told its rows, beside those of every verb.</summary>
/// <param name="data">Those of every verb.</param>
internal sealed class CtrDataOptions(DataOptions data)
{
    private readonly Option<long?> _rows = new("--rows")
    {
        Description = "Rows to generate where no file is given. By default 300000, or 20000 with --quick.",
        HelpName = "number",
    };

    private readonly Option<string[]> _categories = new("--categories")
    {
        Description = "Columns of a file that are categories although they hold numbers, as ids; separated by commas.",
        HelpName = "columns",
    };

    public void AddTo(CliCommand command)
    {
        command.Options.Add(_rows);
        command.Options.Add(_categories);
    }

    public CtrData Read(ParseResult parsed) => new(
        data.Read(parsed), parsed.GetValue(_rows), DataOptions.Names(parsed.GetValue(_categories)));
}
