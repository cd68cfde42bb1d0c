namespace Microsoft.ML.LowRank.Quality.Harness;

/// <summary>A part of a page between two comments, which a program writes and people leave alone.</summary>
internal static class MarkedSection
{
    /// <summary>Replaces what stands between the marks, or adds marks and text at the end; all else is kept.</summary>
    public static void Write(string path, string name, string body, string newPage)
    {
        string text = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : newPage;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllText(path, Replace(text, name, body.ReplaceLineEndings("\n").Trim()));
    }

    /// <exception cref="InvalidDataException">There is a beginning without an end.</exception>
    public static string Replace(string text, string name, string body)
    {
        string begin = $"<!-- quality {name} -->\n", end = $"\n<!-- end {name} -->";
        int from = text.IndexOf(begin, StringComparison.Ordinal);
        if (from < 0)
            return $"{text.TrimEnd()}\n\n{begin}{body}{end}\n";
        from += begin.Length;
        // From the line break of the first mark on: both stand next to each other in a section that is still empty.
        int to = text.IndexOf(end, from - 1, StringComparison.Ordinal);
        if (to < 0)
            throw new InvalidDataException($"The page has '{begin.Trim()}' but no '{end.Trim()}' after it.");
        return text[..from] + body + text[to..];
    }
}
