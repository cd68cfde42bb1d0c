using System.IO.Compression;

namespace Microsoft.ML.LowRank.Samples.Tests;

/// <summary>A file that goes away with its test.</summary>
internal sealed class TemporaryFile : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lowrank-samples-tests-").FullName;

    private TemporaryFile(string name) => Path = System.IO.Path.Combine(_folder, name);

    public string Path { get; }

    public static TemporaryFile Of(string text, string name = "data.csv")
    {
        var file = new TemporaryFile(name);
        File.WriteAllText(file.Path, text);
        return file;
    }

    public static TemporaryFile Packed(string text)
    {
        var file = new TemporaryFile("data.csv.gz");
        using var writer = new StreamWriter(new GZipStream(File.Create(file.Path), CompressionLevel.Fastest));
        writer.Write(text);
        return file;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
