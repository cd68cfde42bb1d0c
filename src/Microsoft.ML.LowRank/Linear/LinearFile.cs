using System.Text.Json;
using Microsoft.ML.LowRank.Persistence;
using Microsoft.ML.LowRank.Serialization;

namespace Microsoft.ML.LowRank.Linear;

/// <summary>Writes and reads a fitted linear model with the name of its column: one model file, the model's own inside.</summary>
internal static class LinearFile
{
    public static void Save(ModelSaveContext ctx, string kind, LinearModel model, string featureColumnName)
    {
        using var numbers = new MemoryStream();
        model.Save(numbers);
        string manifest = $"\"{JsonEncodedText.Encode(featureColumnName)}\"";
        EmbeddedModelFile.Write(ctx, new ModelFile(kind, manifest,
            new Dictionary<string, ModelTensor> { ["model"] = ModelTensor.Of(numbers.ToArray(), numbers.Length) }));
    }

    /// <exception cref="InvalidDataException">The stream does not hold an intact file of this kind.</exception>
    public static (T Model, string FeatureColumnName) Load<T>(ModelLoadContext ctx, string kind, Func<Stream, T> load)
        where T : LinearModel
    {
        var file = EmbeddedModelFile.Read(ctx, kind);
        string? name;
        try
        {
            using var document = JsonDocument.Parse(file.Manifest);
            name = document.RootElement.ValueKind == JsonValueKind.String ? document.RootElement.GetString() : null;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"The manifest of the saved {kind} is damaged: {e.Message}", e);
        }
        if (string.IsNullOrEmpty(name) || !file.Tensors.TryGetValue("model", out var tensor))
            throw new InvalidDataException($"The saved {kind} lacks a part; it is damaged.");
        using var numbers = new MemoryStream(tensor.Bytes.ToArray());
        return (load(numbers), name);
    }
}
