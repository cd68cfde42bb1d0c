using System.Text.Encodings.Web;
using System.Text.Json;

namespace Microsoft.ML.LowRank.Serialization;

/// <summary>
/// The content of a model file: what kind of model it is, a JSON manifest that the kind defines, and named tensors.
/// </summary>
/// <remarks>
/// The file is a plain safetensors file (https://huggingface.co/docs/safetensors), so any safetensors reader lists its
/// tensors. Its <c>__metadata__</c> holds <c>format</c> = <see cref="FormatName"/>, <c>format_version</c>, <c>kind</c>,
/// <c>manifest</c> (JSON as a string) and <c>sha256</c>: the digest of the whole file, in hexadecimal digits, taken
/// with those 64 digits set to '0'.
/// </remarks>
internal sealed class ModelFile
{
    public const string FormatName = "lowrank-model";

    /// <summary>Written by this version of the library, and the newest that it reads.</summary>
    public const int FormatVersion = 1;

    public const int DigestLength = 64;

    /// <summary>Longest header that is read, in bytes. Ours take a few hundred.</summary>
    public const int MaximumHeaderLength = 16 << 20;

    /// <summary>
    /// Escapes what JSON must have escaped and no more: a manifest is JSON within JSON, whose quotes would take seven bytes each. No
    /// browser reads these files.
    /// </summary>
    public static JavaScriptEncoder BriefEncoder => JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    public ModelFile(string kind, string manifest, IReadOnlyDictionary<string, ModelTensor> tensors)
    {
        Kind = kind;
        Manifest = manifest;
        Tensors = tensors;
    }

    /// <summary>Name of the class of models, for example <c>LowRankProjection</c>.</summary>
    public string Kind { get; }

    /// <summary>JSON text.</summary>
    public string Manifest { get; }

    public IReadOnlyDictionary<string, ModelTensor> Tensors { get; }

    /// <summary>The same options, but for what is escaped.</summary>
    public static JsonSerializerOptions Brief(JsonSerializerOptions options) => new(options) { Encoder = BriefEncoder };
}
