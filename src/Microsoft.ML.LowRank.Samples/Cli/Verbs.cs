using System.CommandLine;
using Microsoft.ML.LowRank.Samples.AnyLoss;
using Microsoft.ML.LowRank.Samples.Compress;
using Microsoft.ML.LowRank.Samples.Ctr;
using Microsoft.ML.LowRank.Samples.Generate;
using Microsoft.ML.LowRank.Samples.Saving;
using Microsoft.ML.LowRank.Samples.Stacking;
using Spectre.Console;

namespace Microsoft.ML.LowRank.Samples.Cli;

/// <summary>All verbs, and the command line that they make.</summary>
internal static class Verbs
{
    private const string ListVerbs = "--list-verbs";

    public static RootCommand CommandLine(IAnsiConsole console)
    {
        var root = new RootCommand("Samples of LowRank.ML. Each verb has its own --help.");
        IVerb[] verbs =
        [
            new CompressVerb(console), new StackingVerb(console), new CtrVerb(console), new AnyLossVerb(console), new GenerateVerb(console), new ScoreSavedVerb(console),
        ];
        foreach (var verb in verbs)
            root.Subcommands.Add(verb.Command);
        var list = new Option<bool>(ListVerbs) { Description = "Writes the verbs, one per line." };
        root.Options.Add(list);
        root.SetAction(parsed =>
        {
            if (!parsed.GetValue(list))
                throw new SampleException("Which sample? --help lists the verbs.");
            foreach (var command in root.Subcommands.Where(command => !command.Hidden))
                parsed.InvocationConfiguration.Output.WriteLine(command.Name);
        });
        return root;
    }
}
