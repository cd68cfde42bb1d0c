using System.IO.Compression;
using System.Reflection;
using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Where a component reads itself.</summary>
internal sealed class ModelLoadContext : IDisposable
{
    public readonly BinaryReader Reader;
    private readonly ZipArchive _archive;
    private readonly string _folder;
    private readonly ulong _signature;
    private readonly uint _verWritten;
    private readonly uint _verReadable;
    private readonly string _loaderSignature;
    private readonly string _loaderAssemblyName;
    private readonly long _start;
    private readonly long _end;

    private ModelLoadContext(ZipArchive archive, string folder, byte[] entry)
    {
        _archive = archive;
        _folder = folder;
        Reader = new BinaryReader(new MemoryStream(entry, writable: false), Encoding.UTF8);
        try
        {
            Contracts.CheckDecode(Reader.ReadUInt64() == ModelSaveContext.Magic, $"Entry '{folder}' does not hold a component.");
            _signature = Reader.ReadUInt64();
            _verWritten = Reader.ReadUInt32();
            _verReadable = Reader.ReadUInt32();
            _loaderSignature = Reader.ReadString();
            _loaderAssemblyName = Reader.ReadString();
            long length = Reader.ReadInt64();
            _start = Reader.BaseStream.Position;
            _end = _start + length;
        }
        catch (EndOfStreamException ex)
        {
            throw Contracts.Mark(new FormatException($"The header of component '{folder}' is cut off.", ex));
        }

        Contracts.CheckDecode(_end == entry.Length, $"Component '{folder}' should end at byte {_end}, but its entry has {entry.Length}.");
    }

    public void Dispose() => Reader.Dispose();

    public void CheckAtModel() =>
        Contracts.Check(Reader.BaseStream.Position == _start, "The component has been read from already.");

    /// <summary>Refuses components of another kind, of a version newer than ours, or older than we can read.</summary>
    public void CheckAtModel(VersionInfo ver)
    {
        CheckAtModel();
        Contracts.CheckDecode(_signature == ver.ModelSignature, $"Entry '{_folder}' holds another kind of component than '{ver.LoaderSignature}'.");
        Contracts.CheckDecode(_verReadable <= _verWritten, $"The versions of component '{_folder}' contradict each other.");
        Contracts.CheckDecode(
            _verReadable <= ver.VerWrittenCur,
            $"Component '{_folder}' needs a reader of version {_verReadable:x8}, this one is {ver.VerWrittenCur:x8}.");
        Contracts.CheckDecode(
            _verWritten >= ver.VerWeCanReadBack,
            $"Component '{_folder}' is of version {_verWritten:x8}; versions before {ver.VerWeCanReadBack:x8} cannot be read.");
    }

    internal static TResult LoadModel<TResult>(IHostEnvironment env, ZipArchive archive, string folder)
        where TResult : class
    {
        var entry = archive.GetEntry($"{folder}/{ModelSaveContext.EntryName}");
        Contracts.CheckDecode(entry is not null, $"The model has no component '{folder}'.");
        using var context = new ModelLoadContext(archive, folder, ReadAll(entry));
        return context.Create<TResult>(env);
    }

    internal TResult LoadModel<TResult>(IHostEnvironment env, string name)
        where TResult : class => LoadModel<TResult>(env, _archive, $"{_folder}/{name}");

    internal void LoadModel<TRes, TSig>(IHostEnvironment env, out TRes result, string name, params object[] extra)
        where TRes : class
    {
        Contracts.CheckParam(extra.Length == 0 && typeof(TSig) == typeof(SignatureLoadModel), nameof(extra), "Only plain models can be loaded.");
        result = LoadModel<TRes>(env, name);
    }

    private static byte[] ReadAll(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private TResult Create<TResult>(IHostEnvironment env)
        where TResult : class
    {
        if (_loaderAssemblyName.Length > 0)
            env.ComponentCatalog.RegisterAssembly(Assembly.Load(_loaderAssemblyName));
        var component = env.ComponentCatalog.CreateOrNull(env, typeof(SignatureLoadModel), _loaderSignature, this) as TResult;
        Contracts.CheckDecode(component is not null, $"No loader '{_loaderSignature}' makes component '{_folder}'.");
        Contracts.CheckDecode(Reader.BaseStream.Position == _end, $"Component '{_folder}' was not read to its end.");
        return component;
    }
}
