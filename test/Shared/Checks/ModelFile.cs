using System.IO.Compression;
using System.Text;

namespace Microsoft.ML.LowRank.Testing;

/// <summary>The named streams in a model file: the entries of a zip, or the file itself.</summary>
internal sealed class ModelFile
{
    private readonly bool _isZip;

    private ModelFile(bool isZip, IReadOnlyDictionary<string, byte[]> streams)
    {
        _isZip = isZip;
        Streams = streams;
    }

    public IReadOnlyDictionary<string, byte[]> Streams { get; }

    public static ModelFile Open(byte[] file)
    {
        if (file is not [(byte)'P', (byte)'K', ..])
            return new ModelFile(false, new Dictionary<string, byte[]> { [""] = file });
        using var zip = new ZipArchive(new MemoryStream(file));
        return new ModelFile(true, zip.Entries.ToDictionary(entry => entry.FullName, entry =>
        {
            using var stream = entry.Open();
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            return bytes.ToArray();
        }));
    }

    /// <summary>The file with one stream replaced, sound in all else.</summary>
    public byte[] With(string name, byte[] content)
    {
        if (!_isZip)
            return content;
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (key, bytes) in Streams)
            {
                using var stream = zip.CreateEntry(key).Open();
                stream.Write(key == name ? content : bytes);
            }
        }
        return file.ToArray();
    }

    /// <summary>The streams that begin with a component's model signature, and where it stands in them.</summary>
    public IEnumerable<(string Name, int Place)> Find(string signature)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(signature);
        return Streams.Select(stream => (stream.Key, stream.Value.AsSpan().IndexOf(bytes)))
            .Where(found => found.Item2 >= 0);
    }

    /// <summary>The streams of a component: the one with its signature, and all beside and below it.</summary>
    public IReadOnlyList<string> StreamsOf(string signature)
    {
        var folders = Find(signature).Select(found => found.Name[..(found.Name.LastIndexOfAny(['/', '\\']) + 1)])
            .ToList();
        return [.. Streams.Keys.Where(
            name => folders.Any(folder => name.StartsWith(folder, StringComparison.Ordinal)))];
    }

    /// <summary>A sentence on the first stream that differs, or null: times in a zip do not count.</summary>
    public static string? Difference(byte[] expected, byte[] actual)
    {
        var left = Open(expected).Streams;
        var right = Open(actual).Streams;
        string[] names = [.. left.Keys.Union(right.Keys).Order(StringComparer.Ordinal)];
        foreach (string name in names)
        {
            if (!left.TryGetValue(name, out byte[]? a) || !right.TryGetValue(name, out byte[]? b))
                return $"only one of the files has a stream '{name}'.";
            int place = a.AsSpan().CommonPrefixLength(b);
            if (place < a.Length || place < b.Length)
                return $"the streams '{name}' differ at byte {place} of {a.Length} and {b.Length}.";
        }
        return null;
    }
}
