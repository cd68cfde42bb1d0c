using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace LowRank.Build;

/// <summary>
/// Which package groups the feed has, kept in <c>artifacts/mlnet-source.props</c>, which eng/MLNetSource.props imports:
/// a plain <c>dotnet build</c> then builds what <c>build.sh</c> would.
/// </summary>
internal sealed record RememberedAnswer(IReadOnlySet<string> Properties)
{
    // They choose the feed, so the answer holds only where they are the same.
    private static readonly string[] FeedVariables = ["RestoreAdditionalProjectSources", "RestorePackagesPath"];

    public bool HasMLNet => Properties.Contains(PackageGroup.MLNet.Property);

    public static string PathIn(Repository repository) => Path.Combine(repository.Artifacts, "mlnet-source.props");

    /// <summary>The kept answer, or null if there is none or what it depends on has changed since.</summary>
    public static RememberedAnswer? Load(Repository repository)
    {
        string path = PathIn(repository);
        if (!File.Exists(path))
            return null;
        var values = XDocument.Load(path).Root!.Element("PropertyGroup")!.Elements()
            .ToDictionary(element => element.Name.LocalName, element => element.Value);
        return values["MLNetProbeKey"] == Key(repository)
            ? new RememberedAnswer(values.Where(pair => pair.Value == "true").Select(pair => pair.Key).ToHashSet())
            : null;
    }

    public void Save(Repository repository)
    {
        string path = PathIn(repository);
        Directory.CreateDirectory(repository.Artifacts);
        string condition = string.Join(" and ", FeedVariables.Select(name =>
            $"'$({name})' == '{Environment.GetEnvironmentVariable(name)}'"));
        var group = new XElement("PropertyGroup", new XAttribute("Condition", condition),
            new XElement("MLNetProbeKey", Key(repository)),
            new XElement("MLNetSource", new XAttribute("Condition", "'$(MLNetSource)' == ''"),
                HasMLNet ? MLNetSources.Packages : MLNetSources.Standin),
            PackageGroup.Optional.Prepend(PackageGroup.MLNet).Select(g =>
                new XElement(g.Property, Properties.Contains(g.Property) ? "true" : "false")));
        var document = new XDocument(new XElement("Project",
            new XComment(" What the feed has, found out by build.sh; ./build.sh source asks again. "), group));
        string temporary = $"{path}.{Environment.ProcessId}";
        document.Save(temporary);
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>A hash of what the answer depends on: the pinned versions, the NuGet configuration, the variables.</summary>
    private static string Key(Repository repository)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string file in Inputs(repository).Where(File.Exists))
            hash.AppendData(File.ReadAllBytes(file));
        foreach (string name in FeedVariables)
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}={Environment.GetEnvironmentVariable(name)};"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static IEnumerable<string> Inputs(Repository repository)
    {
        yield return Path.Combine(repository.Root, "Directory.Packages.props");
        for (DirectoryInfo? folder = new(repository.Root); folder is not null; folder = folder.Parent)
        {
            foreach (string name in (string[])["nuget.config", "NuGet.config", "NuGet.Config"])
                yield return Path.Combine(folder.FullName, name);
        }
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        yield return Path.Combine(home, ".nuget", "NuGet", "NuGet.Config");
        yield return Path.Combine(home, ".config", "NuGet", "NuGet.Config");
        string roaming = Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData);
        yield return Path.Combine(roaming, "NuGet", "NuGet.Config");
    }
}
