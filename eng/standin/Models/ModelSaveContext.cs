using System.IO.Compression;
using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Where a component writes itself: one entry of a zip archive, with folders below it for its parts.</summary>
public sealed class ModelSaveContext : IDisposable
{
    internal const string EntryName = "Model.key";
    internal const ulong Magic = 0x4E49_444E_4154_53; // "STANDIN" read from the low byte up

    internal readonly BinaryWriter Writer;
    private readonly ZipArchive _archive;
    private readonly HashSet<string> _entries;
    private readonly string _folder;
    private VersionInfo _version;

    private ModelSaveContext(ZipArchive archive, HashSet<string> entries, string folder)
    {
        _archive = archive;
        _entries = entries;
        _folder = folder;
        Writer = new BinaryWriter(new MemoryStream(), Encoding.UTF8);
    }

    public void Dispose() => Writer.Dispose();

    internal static void SaveModel(ZipArchive archive, ICanSaveModel model, string folder) => SaveModel(archive, [], model, folder);

    private static void SaveModel(ZipArchive archive, HashSet<string> entries, ICanSaveModel model, string folder)
    {
        using var context = new ModelSaveContext(archive, entries, folder);
        model.Save(context);
        context.Done();
    }

    internal void SaveModel(ICanSaveModel part, string name)
    {
        if (part is not null)
            SaveModel(_archive, _entries, part, $"{_folder}/{name}");
    }

    internal void CheckAtModel() =>
        Contracts.Check(Writer.BaseStream.Position == 0, "The component has been written to already.");

    internal void SetVersionInfo(VersionInfo ver) => _version = ver;

    private void Done()
    {
        Contracts.Check(_version.ModelSignature != 0, "The component did not say its version.");
        string entry = $"{_folder}/{EntryName}";
        if (!_entries.Add(entry))
            throw new ArgumentOutOfRangeException("name", $"The model has two components '{entry}'.");
        using var stream = _archive.CreateEntry(entry).Open();
        using var header = new BinaryWriter(stream, Encoding.UTF8);
        header.Write(Magic);
        header.Write(_version.ModelSignature);
        header.Write(_version.VerWrittenCur);
        header.Write(_version.VerReadableCur);
        header.Write(_version.LoaderSignature ?? "");
        header.Write(_version.LoaderAssemblyName ?? "");
        header.Write(Writer.BaseStream.Length);
        Writer.Flush();
        header.Write(((MemoryStream)Writer.BaseStream).GetBuffer().AsSpan(0, (int)Writer.BaseStream.Length));
    }
}
