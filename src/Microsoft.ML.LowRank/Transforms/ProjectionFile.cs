using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.ML.LowRank.Compression;
using Microsoft.ML.LowRank.Persistence;
using Microsoft.ML.LowRank.Serialization;

namespace Microsoft.ML.LowRank.Transforms;

/// <summary>
/// Writes and reads the columns of a fitted transformer: one model file, whose digest covers names and numbers alike,
/// with the file of each projection inside.
/// </summary>
internal static partial class ProjectionFile
{
    public static void Save(ModelSaveContext ctx, string kind, IReadOnlyList<ProjectionColumn> columns)
    {
        var tensors = new Dictionary<string, ModelTensor>();
        foreach (var (index, column) in columns.Index())
        {
            using var projection = new MemoryStream();
            column.Projection.Save(projection);
            tensors.Add(TensorName(index), ModelTensor.Of(projection.ToArray(), projection.Length));
        }
        var entries = columns.Select(c => new Entry(c.OutputColumnName, c.InputColumnName, c.SlotNames)).ToArray();
        string manifest = JsonSerializer.Serialize(entries, EntryContext.Default.EntryArray);
        EmbeddedModelFile.Write(ctx, new ModelFile(kind, manifest, tensors));
    }

    /// <exception cref="InvalidDataException">The stream does not hold an intact file of this kind.</exception>
    public static ProjectionColumn[] Load(ModelLoadContext ctx, string kind)
    {
        var file = EmbeddedModelFile.Read(ctx, kind);
        Entry[] entries;
        try
        {
            entries = JsonSerializer.Deserialize(file.Manifest, EntryContext.Default.EntryArray) ?? [];
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"The manifest of the saved {kind} is damaged: {e.Message}", e);
        }
        if (entries.Length == 0 || entries.Any(entry => string.IsNullOrEmpty(entry.Output) || string.IsNullOrEmpty(entry.Input)))
            throw new InvalidDataException($"The manifest of the saved {kind} names no columns; the model is damaged.");
        return [.. entries.Select((entry, index) => Read(file, entry, index))];
    }

    private static ProjectionColumn Read(ModelFile file, Entry entry, int index)
    {
        if (!file.Tensors.TryGetValue(TensorName(index), out var tensor))
            throw new InvalidDataException($"The saved model has no directions for column '{entry.Output}'; it is damaged.");
        using var stream = new MemoryStream(tensor.Bytes.ToArray());
        var projection = LowRankProjection.Load(stream);
        if (entry.SlotNames is { } names && names.Length != projection.InputDimension)
            throw new InvalidDataException(
                $"The saved model names {names.Length} values of column '{entry.Input}', which has {projection.InputDimension}; it is damaged.");
        return new ProjectionColumn(entry.Output, entry.Input, projection, entry.SlotNames);
    }

    private static string TensorName(int index) => $"projection{index}";

    internal sealed record Entry(string Output, string Input, string[]? SlotNames);

    [JsonSerializable(typeof(Entry[]))]
    private sealed partial class EntryContext : JsonSerializerContext;
}
