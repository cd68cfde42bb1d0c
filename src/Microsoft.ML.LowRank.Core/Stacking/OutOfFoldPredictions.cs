using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.ML.LowRank.Serialization;

namespace Microsoft.ML.LowRank;

/// <summary>
/// What base learners predicted for training rows that they had not seen. Taken out of a fitted stack and given back to a
/// later one, it saves the fits of every learner that is in it by name; rows, labels and folds must be the same.
/// </summary>
public sealed partial class OutOfFoldPredictions
{
    private const string Kind = "OutOfFoldPredictions";

    private readonly Dictionary<string, (float[] Values, bool AreProbabilities)> _learners;

    internal OutOfFoldPredictions(
        PredictionTask task, int width, int rows, long fingerprint,
        IEnumerable<(string Name, float[] Values, bool AreProbabilities)> learners)
    {
        (Task, Width, RowCount, Fingerprint) = (task, width, rows, fingerprint);
        _learners = learners.ToDictionary(learner => learner.Name, learner => (learner.Values, learner.AreProbabilities));
        Names = [.. _learners.Keys];
    }

    /// <summary>What is predicted.</summary>
    public PredictionTask Task { get; }

    /// <summary>The learners.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Training rows.</summary>
    public int RowCount { get; }

    /// <summary>Predictions per row: 1, or one per class.</summary>
    public int Width { get; }

    /// <summary>Tells rows, labels, weights and folds from others.</summary>
    internal long Fingerprint { get; }

    /// <summary>
    /// <see cref="RowCount"/> × <see cref="Width"/> predictions of a learner: numbers, or probabilities where it gives them
    /// and scores where not. NaN where there is none: the row is in no fold, or the learner dropped it.
    /// </summary>
    /// <param name="name">The learner.</param>
    /// <exception cref="ArgumentException">There is no learner of that name.</exception>
    public ReadOnlySpan<float> GetPredictions(string name) => _learners.TryGetValue(name, out var learner)
        ? learner.Values
        : throw new ArgumentException(
            $"There are no predictions of '{name}', only of {string.Join(", ", Names.Select(n => $"'{n}'"))}.", nameof(name));

    /// <summary>Writes the predictions as a safetensors file, one tensor per learner.</summary>
    /// <param name="stream">Written from its position; left open.</param>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var tensors = new Dictionary<string, ModelTensor>();
        foreach (var (index, name) in Names.Index())
            tensors[$"learner{index}"] = ModelTensor.Of(_learners[name].Values, RowCount, Width);
        var manifest = new Manifest(Task, RowCount, Width, Fingerprint,
            [.. Names.Select(name => new Learner(name, _learners[name].AreProbabilities))]);
        ModelFileWriter.Write(
            stream, new ModelFile(Kind, JsonSerializer.Serialize(manifest, PredictionsManifestContext.Default.Manifest), tensors));
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="stream">Read from its position; left open.</param>
    /// <exception cref="InvalidDataException">The bytes are not an intact file of this kind.</exception>
    public static OutOfFoldPredictions Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var file = ModelFileReader.Read(stream);
        if (file.Kind != Kind)
            throw new InvalidDataException($"The file holds a '{file.Kind}', not '{Kind}'.");
        Manifest? manifest;
        try
        {
            manifest = JsonSerializer.Deserialize(file.Manifest, PredictionsManifestContext.Default.Manifest);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"The manifest of the out-of-fold predictions is damaged: {e.Message}", e);
        }
        if (manifest is not { Rows: >= 0, Width: > 0, Learners: { } learners } || !Enum.IsDefined(manifest.Task)
            || learners.Any(learner => string.IsNullOrEmpty(learner?.Name)) || learners.DistinctBy(l => l.Name).Count() < learners.Length)
            throw new InvalidDataException("The manifest of the out-of-fold predictions is damaged.");
        return new OutOfFoldPredictions(manifest.Task, manifest.Width, manifest.Rows, manifest.Fingerprint,
            learners.Select((learner, index) => (learner.Name, Values(file, index, manifest), learner.AreProbabilities)));
    }

    internal (float[] Values, bool AreProbabilities)? Find(string name)
        => _learners.TryGetValue(name, out var learner) ? learner : null;

    private static float[] Values(ModelFile file, int index, Manifest manifest)
        => file.Tensors.TryGetValue($"learner{index}", out var tensor) && tensor.Type == TensorType.F32
            && tensor.Shape is [var rows, var width] && rows == manifest.Rows && width == manifest.Width
            ? tensor.ToArray<float>()
            : throw new InvalidDataException($"The predictions of '{manifest.Learners[index].Name}' are damaged or missing.");

    internal sealed record Learner(string Name, bool AreProbabilities);

    internal sealed record Manifest(PredictionTask Task, int Rows, int Width, long Fingerprint, Learner[] Learners);

    [JsonSerializable(typeof(Manifest))]
    private sealed partial class PredictionsManifestContext : JsonSerializerContext;
}
