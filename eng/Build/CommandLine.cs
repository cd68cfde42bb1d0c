namespace LowRank.Build;

/// <summary>What was typed: a command, the source of ML.NET if it was given, and what belongs to the command.</summary>
internal sealed record CommandLine(string Command, string? MLNet, IReadOnlyList<string> Arguments)
{
    private const string Property = "-p:MLNetSource=";

    /// <summary>
    /// Options of ours are recognised before a <c>--</c>, in any place; everything else is the command's own.
    /// </summary>
    public static CommandLine Parse(IReadOnlyList<string> args)
    {
        string? command = null, mlnet = null;
        var rest = new List<string>();
        for (int i = 0; i < args.Count; i++)
        {
            string arg = args[i];
            if (arg == "--")
            {
                rest.AddRange(args.Skip(i + 1));
                break;
            }
            if (arg == "--mlnet")
                mlnet = ++i < args.Count ? args[i] : "";
            else if (arg.StartsWith("--mlnet=", StringComparison.Ordinal))
                mlnet = arg["--mlnet=".Length..];
            else if (arg.StartsWith(Property, StringComparison.Ordinal))
                mlnet = arg[Property.Length..];
            else if (command is null)
                command = arg;
            else
                rest.Add(arg);
        }
        if (mlnet is not (null or MLNetSources.Packages or MLNetSources.Standin))
            throw new BuildException($"--mlnet is '{mlnet}'; it must be 'packages' or 'standin'.", 2);
        return new CommandLine(command ?? "help", mlnet, rest);
    }
}
