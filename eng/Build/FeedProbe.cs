using System.Text.RegularExpressions;

namespace LowRank.Build;

/// <summary>Asks the configured feed for packages by restoring <c>eng/Probe</c>.</summary>
internal sealed partial class FeedProbe(Repository repository)
{
    // No such id; no version in the range; only previews in the range; a neighbour of the pinned version.
    private static readonly HashSet<string> NoSuchPackage = ["NU1101", "NU1102", "NU1103", "NU1603"];

    /// <summary>What the feed answered, and the restore's own words.</summary>
    public (FeedAnswer Answer, string Output) Ask(PackageGroup group)
    {
        var (exitCode, output) = new Dotnet(repository.Root).Capture(
        [
            "restore", repository.Project("eng/Probe"), "--force", "--nologo", "-tl:off",
            $"-p:ProbeGroup={group.Property}", $"-p:ProbePackages={string.Join('+', group.Packages)}",
        ]);
        return (Classify(exitCode, output), output);
    }

    /// <summary>Only errors that all say "no such package" mean no; any other failure is no answer.</summary>
    public static FeedAnswer Classify(int exitCode, string output)
    {
        if (exitCode == 0)
            return FeedAnswer.Yes;
        var codes = ErrorCode().Matches(output).Select(match => match.Groups[1].Value).ToHashSet();
        return codes.Count > 0 && codes.IsSubsetOf(NoSuchPackage) ? FeedAnswer.No : FeedAnswer.Failed;
    }

    [GeneratedRegex(@"\berror\s+([A-Z]+\d+)\b")]
    private static partial Regex ErrorCode();
}

internal enum FeedAnswer
{
    Yes,
    No,
    Failed,
}
