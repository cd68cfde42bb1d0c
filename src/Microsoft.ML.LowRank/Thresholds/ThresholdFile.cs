using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.ML.LowRank.Persistence;
using Microsoft.ML.LowRank.Serialization;

namespace Microsoft.ML.LowRank.Thresholds;

/// <summary>Writes and reads a threshold: the names of its columns and its metric, and the number.</summary>
internal static partial class ThresholdFile
{
    private const string TensorName = "threshold";

    public static void Save(ModelSaveContext ctx, string kind, Entry entry, float threshold)
        => EmbeddedModelFile.Write(ctx, new ModelFile(kind, JsonSerializer.Serialize(entry, ThresholdFileContext.Default.Entry),
            new Dictionary<string, ModelTensor> { [TensorName] = ModelTensor.Of([threshold], 1) }));

    /// <exception cref="InvalidDataException">The stream does not hold an intact file of this kind.</exception>
    public static (Entry Entry, float Threshold) Load(ModelLoadContext ctx, string kind)
    {
        var file = EmbeddedModelFile.Read(ctx, kind);
        Entry? entry;
        try
        {
            entry = JsonSerializer.Deserialize(file.Manifest, ThresholdFileContext.Default.Entry);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"The manifest of the saved {kind} is damaged: {e.Message}", e);
        }
        if (entry is not { IsSound: true } || !file.Tensors.TryGetValue(TensorName, out var tensor) || tensor.Type != TensorType.F32)
            throw new InvalidDataException($"The saved {kind} lacks a part; it is damaged.");
        return tensor.ToArray<float>() is [var threshold] && float.IsFinite(threshold)
            ? (entry, threshold) : throw new InvalidDataException($"The saved {kind} holds no threshold that is a finite number; it is damaged.");
    }

    internal sealed record Entry(ThresholdColumns Columns, bool IsOfProbability, string MetricName)
    {
        [JsonIgnore]
        public bool IsSound => MetricName != null && Columns is { Score.Length: > 0, Probability.Length: > 0, PredictedLabel.Length: > 0 };
    }

    [JsonSerializable(typeof(Entry))]
    private sealed partial class ThresholdFileContext : JsonSerializerContext;
}
