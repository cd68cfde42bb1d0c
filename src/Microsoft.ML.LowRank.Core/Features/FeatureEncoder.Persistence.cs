using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.ML.LowRank.Serialization;

namespace Microsoft.ML.LowRank.Features;

internal sealed partial class FeatureEncoder
{
    /// <summary>Adds the tensors of the encoder to those of a model file.</summary>
    /// <param name="tensors">Names begin with "features.".</param>
    /// <param name="withCounts">Whether <see cref="Counts"/> are written, little more than a byte for most rows of the tables.</param>
    /// <param name="onlyLengths">Whether nothing but how many bytes they take is wanted of vocabularies and counts.</param>
    /// <returns>The rest, as JSON for the manifest of the file.</returns>
    public string Save(IDictionary<string, ModelTensor> tensors, bool withCounts = false, bool onlyLengths = false)
    {
        for (int i = 0; i < _fitted.Length; i++)
        {
            var field = _fitted[i];
            if (field.Vocabulary is { } vocabulary)
            {
                tensors.Add(Name(i, "vocabulary"), onlyLengths ? ModelTensor.OfLength(VocabularyBytes.LengthOf(vocabulary.Fingerprints))
                    : ModelTensor.FromBytes(VocabularyBytes.Write(vocabulary.Fingerprints)));
            }
            if (field.Field is { Kind: FieldKind.Number, Encoding: NumericEncoding.QuantileBins })
                tensors.Add(Name(i, "edges"), ModelTensor.Of(field.Edges, field.Edges.Length));
            if (field.Texts is { } texts)
            {
                tensors.Add(Name(i, "texts"), ModelTensor.Of(texts.Bytes, texts.Bytes.Length));
                tensors.Add(Name(i, "text_offsets"), ModelTensor.Of(texts.Offsets, texts.Offsets.Length));
            }
        }
        if (withCounts && _counts is not null)
        {
            tensors.Add("features.counts",
                onlyLengths ? ModelTensor.OfLength(CountBytes.LengthOf(_counts)) : ModelTensor.FromBytes(CountBytes.Write(_counts)));
        }
        var manifest = new Manifest(Array.ConvertAll(_fitted, field => new FieldManifest(
            field.Field, field.Hashing.Seed, field.Vocabulary?.Count ?? 0, field.Mean, field.Deviation, field.HasMissing)));
        return JsonSerializer.Serialize(manifest, FeatureEncoderManifestContext.Brief.Manifest);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The parts do not make an encoder.</exception>
    public static FeatureEncoder Load(string manifest, IReadOnlyDictionary<string, ModelTensor> tensors)
    {
        Manifest? read;
        try
        {
            read = JsonSerializer.Deserialize(manifest, FeatureEncoderManifestContext.Default.Manifest);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"The manifest of the features is damaged: {e.Message}", e);
        }
        if (read?.Fields is not { } fields || Array.Exists(fields, field => field?.Field is null))
            throw new InvalidDataException("The manifest of the features names no fields; the model is damaged.");
        try
        {
            FeatureField.ThrowIfInvalid(Array.ConvertAll(fields, field => field.Field));
            var fitted = new FittedField[fields.Length];
            for (int i = 0; i < fitted.Length; i++)
                fitted[i] = ReadField(fields[i], i, tensors);
            ThrowIfTooLarge(fitted);
            return new FeatureEncoder(fitted, CountsIn(tensors, fitted.Sum(field => (long)field.Rows)));
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            throw new InvalidDataException($"The saved features cannot be used; the model is damaged. {e.Message}", e);
        }
    }

    private static FittedField ReadField(FieldManifest saved, int index, IReadOnlyDictionary<string, ModelTensor> tensors)
    {
        var field = saved.Field;
        // The negated form also refuses NaN.
        if (!double.IsFinite(saved.Mean) || !(saved.Deviation >= 0) || !double.IsFinite(saved.Deviation)
            || (saved.HasMissing && !field.IsStandardized) || (saved.Ids != 0 && !field.HasVocabulary))
            throw new InvalidDataException(
                $"What was saved of field '{field.Name}' contradicts itself; the model is damaged.");
        var fitted = new FittedField(field, new Fingerprinter(saved.Seed))
        {
            Mean = saved.Mean,
            Deviation = saved.Deviation,
            HasMissing = saved.HasMissing,
        };
        if (field.HasVocabulary)
        {
            var bytes = Tensor(tensors, Name(index, "vocabulary"), TensorType.U8).Bytes.Span;
            fitted = fitted with { Vocabulary = new Vocabulary(VocabularyBytes.Read(bytes, saved.Ids, field.Name)) };
        }
        if (field.Kind == FieldKind.Category && field.HasVocabulary && tensors.ContainsKey(Name(index, "texts")))
        {
            fitted = fitted with
            {
                Texts = VocabularyTexts.Read(
                    Tensor(tensors, Name(index, "texts"), TensorType.U8).ToArray<byte>(),
                    Tensor(tensors, Name(index, "text_offsets"), TensorType.I32).ToArray<int>(), saved.Ids, field.Name),
            };
        }
        return field is { Kind: FieldKind.Number, Encoding: NumericEncoding.QuantileBins }
            ? fitted with { Edges = Edges(Tensor(tensors, Name(index, "edges"), TensorType.F32).ToArray<float>(), field) }
            : fitted;
    }

    private static float[] Edges(float[] edges, FeatureField field)
    {
        bool isSound = edges.Length < field.BinCount && Array.TrueForAll(edges, float.IsFinite);
        for (int i = 1; isSound && i < edges.Length; i++)
            isSound = edges[i - 1] < edges[i];
        return isSound ? edges : throw new InvalidDataException(
            $"The bins of field '{field.Name}' are too many or not in order; the model is damaged.");
    }

    private static int[]? CountsIn(IReadOnlyDictionary<string, ModelTensor> tensors, long rows) => tensors.ContainsKey("features.counts")
        ? CountBytes.Read(Tensor(tensors, "features.counts", TensorType.U8).Bytes.Span, rows)
        : null;

    private static ModelTensor Tensor(IReadOnlyDictionary<string, ModelTensor> tensors, string name, TensorType type)
        => tensors.TryGetValue(name, out var tensor) && tensor.Type == type && tensor.Shape.Count == 1
            ? tensor
            : throw new InvalidDataException(
                $"The model lacks the tensor '{name}', or it is not a list of {type}; it is damaged.");

    private static string Name(int index, string part) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $"features.{index}.{part}");

    internal sealed record FieldManifest(
        FeatureField Field, ulong Seed, int Ids, double Mean, double Deviation, bool HasMissing);

    internal sealed record Manifest(FieldManifest[] Fields);

    [JsonSerializable(typeof(Manifest))]
    // What has the value of its type's default is left out: no option's own default differs from it and may take it.
    [JsonSourceGenerationOptions(IgnoreReadOnlyProperties = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
    private sealed partial class FeatureEncoderManifestContext : JsonSerializerContext
    {
        public static FeatureEncoderManifestContext Brief => field ??= new(ModelFile.Brief(Default.Options));
    }
}
