using System.IO.Compression;
using System.Xml.Linq;

namespace LowRank.Build;

/// <summary>What must hold of a package of ours, read from the package itself.</summary>
internal static class PackageCheck
{
    /// <summary>One sentence for each thing that is wrong with the package.</summary>
    public static IEnumerable<string> Problems(string path)
    {
        string file = Path.GetFileName(path);
        using var package = ZipFile.OpenRead(path);
        string[] entries = [.. package.Entries.Select(entry => entry.FullName)];
        using var nuspec = package.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        var dependencies = XDocument.Load(nuspec).Descendants().Where(element => element.Name.LocalName == "dependency")
            .ToDictionary(element => (string)element.Attribute("id")!, element => (string)element.Attribute("version")!);

        var problems = new List<string>();
        // A copy of theirs in our package would be an opened one, or shadow the user's.
        var foreign = entries.Where(entry => entry.EndsWith(".dll", StringComparison.Ordinal))
            .Where(entry => !Path.GetFileName(entry).StartsWith("Microsoft.ML.LowRank", StringComparison.Ordinal));
        problems.AddRange(foreign.Select(entry => $"{file} contains {entry}, which is not ours."));
        if (!entries.Contains("README.md"))
            problems.Add($"{file} contains no README.md.");
        if (!entries.Any(entry => entry.StartsWith("lib/", StringComparison.Ordinal) && entry.EndsWith(".xml", StringComparison.Ordinal)))
            problems.Add($"{file} contains no XML documentation.");
        foreach (var (id, version) in dependencies)
        {
            if (id == "Microsoft.ML" && version != "[5.0.0, 6.0.0)")
                problems.Add($"{file} depends on Microsoft.ML {version}; it must be [5.0.0, 6.0.0).");
            if (id.StartsWith("LowRank.ML", StringComparison.Ordinal) && !version.StartsWith('['))
                problems.Add($"{file} depends on {id} {version}; it must be that version exactly.");
            if (id.Contains("Standin", StringComparison.OrdinalIgnoreCase))
                problems.Add($"{file} depends on the stand-in.");
        }
        return problems;
    }
}
