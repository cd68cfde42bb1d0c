using System.CommandLine;

namespace Microsoft.ML.LowRank.Samples.Cli;

/// <summary>One sample of the program.</summary>
internal interface IVerb
{
    /// <summary>The command with its options and its action. Hidden ones are for the program itself.</summary>
    CliCommand Command { get; }
}
