using System.Reflection;

namespace Microsoft.ML.LowRank.Testing.PublicApi;

/// <summary>The reviewed list of an assembly's public API, <c>PublicApi.txt</c> beside its project.</summary>
public static class ApiFile
{
    /// <summary>Set to 1, it makes <see cref="Differences"/> write the file anew.</summary>
    public const string UpdateVariable = "LOWRANK_UPDATE_API";

    /// <summary>The lines that were added (+) and removed (-) since the file was reviewed; empty when there are none.</summary>
    public static string Differences(Assembly assembly)
    {
        string path = Path.Combine(Root(), "src", assembly.GetName().Name!, "PublicApi.txt");
        string actual = ApiText.Of(assembly);
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
            File.WriteAllText(path, actual);
        string[] reviewed = Lines(File.Exists(path) ? File.ReadAllText(path) : "");
        string[] now = Lines(actual);
        var changes = now.Except(reviewed).Select(line => "+ " + line)
            .Concat(reviewed.Except(now).Select(line => "- " + line)).ToList();
        if (changes.Count == 0 && !now.SequenceEqual(reviewed))
            changes.Add("the same lines in another order or number");
        return changes.Count == 0
            ? ""
            : $"The public API differs from {path}; if that is meant, run the tests once with {UpdateVariable}=1 "
                + $"and review the file's changes.\n{string.Join('\n', changes)}";
    }

    /// <summary>A member alone says little: its type goes in front of it.</summary>
    private static string[] Lines(string text)
    {
        string space = "", type = "";
        var lines = new List<string>();
        foreach (string line in text.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("namespace ", StringComparison.Ordinal))
                space = line["namespace ".Length..];
            else if (!line.StartsWith(' '))
                lines.Add(type = $"{space}: {line}");
            else
                lines.Add($"{type} |{line[3..]}");
        }
        return [.. lines];
    }

    private static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "LowRank.ML.sln")))
            folder = folder.Parent;
        return folder?.FullName
            ?? throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} has LowRank.ML.sln.");
    }
}
