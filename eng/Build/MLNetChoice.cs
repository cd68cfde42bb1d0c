namespace LowRank.Build;

/// <summary>The source of ML.NET for this run, and the line that says so.</summary>
internal sealed record MLNetChoice(string Source, string Line)
{
    private const string Variable = "MLNetSource";

    public bool IsPackages => Source == MLNetSources.Packages;

    /// <summary>
    /// In order of precedence: <c>--mlnet</c>, the environment variable, what the feed is known to allow, what it
    /// answers now.
    /// </summary>
    public static MLNetChoice Make(Repository repository, string? option)
    {
        string? variable = Environment.GetEnvironmentVariable(Variable);
        if (variable is not (null or "" or MLNetSources.Packages or MLNetSources.Standin))
            throw new BuildException($"The environment variable {Variable} is '{variable}'; it must be 'packages' or 'standin'.", 2);
        string? wanted = option ?? (variable is "" ? null : variable);
        string by = option is null ? $"as the environment variable {Variable} says" : "as --mlnet says";
        if (wanted == MLNetSources.Standin)
            return new(MLNetSources.Standin, $"ML.NET: stand-in ({by})");

        var answer = RememberedAnswer.Load(repository);
        if (answer is null || (wanted == MLNetSources.Packages && !answer.HasMLNet))
            answer = Ask(repository, required: wanted == MLNetSources.Packages);
        return answer.HasMLNet
            ? new(MLNetSources.Packages, $"ML.NET: packages ({WithAndWithout(answer)}); --mlnet standin overrides")
            : new(MLNetSources.Standin, "ML.NET: stand-in (the feed has no Microsoft.ML); --mlnet packages overrides");
    }

    /// <summary>Asks the feed for every group and remembers the answer; a failure is shown and nothing is remembered.</summary>
    public static RememberedAnswer Ask(Repository repository, bool required)
    {
        var probe = new FeedProbe(repository);
        var has = new HashSet<string>();
        if (Has(PackageGroup.MLNet, required))
        {
            has.Add(PackageGroup.MLNet.Property);
            has.UnionWith(PackageGroup.Optional.Where(group => Has(group, false)).Select(group => group.Property));
        }
        var answer = new RememberedAnswer(has);
        answer.Save(repository);
        return answer;

        bool Has(PackageGroup group, bool must)
        {
            var (found, output) = probe.Ask(group);
            if (found == FeedAnswer.Failed || (must && found == FeedAnswer.No))
                Console.Error.Write(output);
            return found switch
            {
                FeedAnswer.Failed => throw new BuildException(
                    $"Whether the feed has {group.Names} could not be found out, for the reason above; "
                    + "mend it, or use --mlnet standin, which does not ask."),
                FeedAnswer.No when must => throw new BuildException(
                    $"The feed has no {group.Names} in the version of Directory.Packages.props: add a source that has it "
                    + "(RestoreAdditionalProjectSources=<folder or address> adds one for a single run), or use --mlnet standin."),
                _ => found == FeedAnswer.Yes,
            };
        }
    }

    private static string WithAndWithout(RememberedAnswer answer)
    {
        var groups = PackageGroup.Optional.ToLookup(group => answer.Properties.Contains(group.Property), group => group.Names);
        var parts = new List<string>();
        if (groups[true].Any())
            parts.Add("with " + string.Join(", ", groups[true]));
        if (groups[false].Any())
            parts.Add("left out, as the feed has them not: " + string.Join(", ", groups[false]));
        return string.Join("; ", parts);
    }
}
