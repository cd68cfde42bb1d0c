using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.ML.LowRank.Persistence;
using Microsoft.ML.LowRank.Serialization;

namespace Microsoft.ML.LowRank.Transforms;

/// <summary>Writes and reads weights of classes with the names of their columns.</summary>
internal static partial class ClassWeightsFile
{
    private const string TensorName = "weights";

    public static void Save(ModelSaveContext ctx, string kind, Entry entry, float[] weights)
        => EmbeddedModelFile.Write(ctx, new ModelFile(kind, JsonSerializer.Serialize(entry, ClassWeightsFileContext.Default.Entry),
            new Dictionary<string, ModelTensor> { [TensorName] = ModelTensor.Of(weights, weights.Length) }));

    /// <exception cref="InvalidDataException">The stream does not hold an intact file of this kind.</exception>
    public static (Entry Entry, float[] Weights) Load(ModelLoadContext ctx, string kind)
    {
        var file = EmbeddedModelFile.Read(ctx, kind);
        Entry? entry;
        try
        {
            entry = JsonSerializer.Deserialize(file.Manifest, ClassWeightsFileContext.Default.Entry);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"The manifest of the saved {kind} is damaged: {e.Message}", e);
        }
        if (entry is not { Output.Length: > 0, Label.Length: > 0 } || !file.Tensors.TryGetValue(TensorName, out var tensor) || tensor.Type != TensorType.F32)
            throw new InvalidDataException($"The saved {kind} lacks a part; it is damaged.");
        return (entry, tensor.ToArray<float>());
    }

    internal sealed record Entry(string Output, string Label);

    [JsonSerializable(typeof(Entry))]
    private sealed partial class ClassWeightsFileContext : JsonSerializerContext;
}
