using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.ML.LowRank.Persistence;
using Microsoft.ML.LowRank.Scoring;
using Microsoft.ML.LowRank.Serialization;

namespace Microsoft.ML.LowRank.Networks;

/// <summary>Writes and reads a trained network with the columns that it reads: the network's own model file, with a longer manifest.</summary>
internal static partial class NetworkFile
{
    public static void Save(
        ModelSaveContext ctx, string kind, NetworkModelParameters model, IReadOnlyList<InputColumn> columns, ClassKeys? classes)
    {
        var inner = model.ToFile();
        var manifest = new Manifest(inner.Kind, inner.Manifest, [.. columns], classes);
        EmbeddedModelFile.Write(ctx, new ModelFile(kind, JsonSerializer.Serialize(manifest, NetworkFileContext.Default.Manifest), inner.Tensors));
    }

    /// <exception cref="InvalidDataException">The stream does not hold an intact file of this kind.</exception>
    public static (ModelFile Inner, InputColumn[] Columns, ClassKeys? Classes) Load(ModelLoadContext ctx, string kind)
    {
        var file = EmbeddedModelFile.Read(ctx, kind);
        Manifest? manifest;
        try
        {
            manifest = JsonSerializer.Deserialize(file.Manifest, NetworkFileContext.Default.Manifest);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"The manifest of the saved {kind} is damaged: {e.Message}", e);
        }
        if (manifest is not { Kind: not null, Network: not null, Columns: { Length: > 0 } columns }
            || columns.Any(column => column is null || string.IsNullOrEmpty(column.Name) || !Enum.IsDefined(column.Kind) || column.Size < -1)
            || manifest.Classes is { IsSound: false })
            throw new InvalidDataException($"The manifest of the saved {kind} lacks a part; it is damaged.");
        return (new ModelFile(manifest.Kind, manifest.Network, file.Tensors), columns, manifest.Classes);
    }

    /// <summary>Checks that the columns are those of the model's fields.</summary>
    public static void Require(NetworkModelParameters model, InputColumn[] columns, string kind)
    {
        int fields = 0;
        foreach (var column in columns)
        {
            if (column.FirstField != fields || column.FieldCount > model.FieldNames.Count - fields)
                throw new InvalidDataException($"The columns of the saved {kind} do not fit its fields; it is damaged.");
            fields += column.FieldCount;
        }
        if (fields != model.FieldNames.Count)
            throw new InvalidDataException($"The columns of the saved {kind} are not those of all its fields; it is damaged.");
    }

    internal sealed record Manifest(string Kind, string Network, InputColumn[] Columns, ClassKeys? Classes);

    [JsonSerializable(typeof(Manifest))]
    private sealed partial class NetworkFileContext : JsonSerializerContext;
}
