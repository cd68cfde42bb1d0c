using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.ML.LowRank.Serialization;
using Microsoft.ML.LowRank.Stacking;

namespace Microsoft.ML.LowRank;

public sealed partial class StackingModel
{
    private const string Kind = "StackingModel";

    // What a file may ask for; beyond it is damage.
    private const int MostLearners = 1_000_000;

    /// <summary>Writes the model as a safetensors file.</summary>
    /// <param name="stream">Written from its position; left open.</param>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var manifest = new Manifest(Task, ClassCount, _parts.LearnerNames, [.. _layout.AreProbabilities],
            _parts.PassthroughNames, _parts.IsAverage, _parts.Statistics, _parts.Interactions, _layout.Limits);
        float[] ranges = [.. _parts.Ranges.SelectMany(own => own).SelectMany(range => (float[])[range.Low, range.High])];
        double[] weights = [.. _parts.Weights.SelectMany(row => row)];
        ModelFileWriter.Write(stream, new ModelFile(Kind, JsonSerializer.Serialize(manifest, StackingManifestContext.Default.Manifest),
            new Dictionary<string, ModelTensor>
            {
                ["kept"] = ModelTensor.Of(_parts.Kept, _parts.Kept.Length),
                ["weights"] = ModelTensor.Of(weights, _parts.Weights.Length, FeatureNames.Count),
                ["biases"] = ModelTensor.Of(_parts.Biases, _parts.Biases.Length),
                ["ranges"] = ModelTensor.Of(ranges, ranges.Length),
            }));
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="stream">Read from its position; left open.</param>
    /// <exception cref="InvalidDataException">The bytes are not an intact model of this kind.</exception>
    public static StackingModel Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var file = ModelFileReader.Read(stream);
        if (file.Kind != Kind)
            throw new InvalidDataException($"The file holds a '{file.Kind}', not a '{Kind}'.");
        Manifest? manifest;
        try
        {
            manifest = JsonSerializer.Deserialize(file.Manifest, StackingManifestContext.Default.Manifest);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"The manifest of the saved {Kind} is damaged: {e.Message}", e);
        }
        if (manifest == null || !IsSound(manifest))
            throw new InvalidDataException($"The manifest of the saved {Kind} contradicts itself; the model is damaged.");
        var layout = new BaseLayout(manifest.Task, manifest.Classes, manifest.AreProbabilities, manifest.Passthrough.Length, manifest.Limits);
        int[] kept = Tensor(file, "kept", TensorType.I32, 1).ToArray<int>();
        if (kept.Length == 0 || kept.Any(k => k < 0 || k >= layout.Learners) || kept.Zip(kept.Skip(1)).Any(pair => pair.First >= pair.Second))
            throw new InvalidDataException($"The saved {Kind} names models that it does not have; it is damaged.");
        var parts = new StackingModelParts
        {
            LearnerNames = manifest.Learners,
            PassthroughNames = manifest.Passthrough,
            IsAverage = manifest.IsAverage,
            Kept = kept,
            Statistics = manifest.Statistics,
            Interactions = manifest.Interactions,
            Weights = [],
            Biases = Tensor(file, "biases", TensorType.F64, 1).ToArray<double>(),
        };
        var features = parts.CreateFeatures(layout);
        int columns = features.Columns;
        int rows = manifest.IsAverage ? 1 : layout.Width;
        var tensor = Tensor(file, "weights", TensorType.F64, 2);
        if (tensor.Shape[0] != rows || tensor.Shape[1] != columns || parts.Biases.Length != rows)
            throw new InvalidDataException($"The saved {Kind} has weights for other features than it names; it is damaged.");
        double[] weights = tensor.ToArray<double>();
        if (!weights.All(double.IsFinite) || !parts.Biases.All(double.IsFinite))
            throw new InvalidDataException($"The saved {Kind} holds a number that is not finite; it is damaged.");
        return new StackingModel(layout, parts with
        {
            Weights = [.. weights.Chunk(columns)],
            Ranges = Ranges(Tensor(file, "ranges", TensorType.F32, 1).ToArray<float>(), rows, features.AddedNames.Count),
        });
    }

    private static FeatureRange[][] Ranges(float[] values, int classes, int features)
    {
        if (values.Length != 2 * classes * features)
            throw new InvalidDataException($"The saved {Kind} has ranges of other features than it names; it is damaged.");
        if (features == 0)
            return [];
        var ranges = values.Chunk(2).Select(pair => new FeatureRange(pair[0], pair[1])).ToArray();
        if (!Array.TrueForAll(ranges, range => range.Low <= range.High))
            throw new InvalidDataException($"The saved {Kind} has a range that ends before it begins; it is damaged.");
        return [.. ranges.Chunk(features)];
    }

    private static bool IsSound(Manifest manifest) =>
        Enum.IsDefined(manifest.Task)
        && manifest.Learners is { Length: > 0 and < MostLearners } names && names.All(name => !string.IsNullOrEmpty(name))
        && manifest.AreProbabilities?.Length == names.Length
        && manifest.Passthrough != null && manifest.Passthrough.All(name => name != null)
        && (!manifest.IsAverage || (manifest.Passthrough.Length == 0 && !manifest.Statistics && !manifest.Interactions))
        && (manifest.Task == PredictionTask.MulticlassClassification ? manifest.Classes is > 0 and < MostLearners : manifest.Classes == 1)
        && (long)manifest.Classes * names.Length < int.MaxValue
        && (manifest.Limits is not { } limits || (limits.Low <= limits.High && manifest.Task == PredictionTask.Regression));

    private static ModelTensor Tensor(ModelFile file, string name, TensorType type, int rank)
        => file.Tensors.TryGetValue(name, out var tensor) && tensor.Type == type && tensor.Shape.Count == rank
            ? tensor
            : throw new InvalidDataException($"The saved {Kind} lacks '{name}', or holds something else there; it is damaged.");

    internal sealed record Manifest(PredictionTask Task, int Classes, string[] Learners, bool[] AreProbabilities,
        string[] Passthrough, bool IsAverage, bool Statistics, bool Interactions, PredictionLimits? Limits);

    [JsonSerializable(typeof(Manifest))]
    private sealed partial class StackingManifestContext : JsonSerializerContext;
}
