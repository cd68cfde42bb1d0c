using System.Numerics.Tensors;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.ML.LowRank.Serialization;

namespace Microsoft.ML.LowRank;

/// <summary>A linear model: Score = Bias + Σ Weights · features. It scores without ML.NET and on any number of threads.</summary>
public abstract class LinearModel : IBatchModel
{
    private readonly double[] _weights;

    private protected LinearModel(double[] weights, double bias) => (_weights, Bias) = (weights, bias);

    /// <summary>One weight per feature, in the features' own units.</summary>
    public ReadOnlySpan<double> Weights => _weights;

    /// <summary>The score of a row of zeros.</summary>
    public double Bias { get; }

    int IBatchModel.InputCount => _weights.Length;

    int IBatchModel.ScoreCount => 1;

    /// <summary>Scores rows; may be called from any number of threads.</summary>
    /// <param name="rows">Features, row after row.</param>
    /// <param name="count">Number of rows.</param>
    /// <param name="scores">Gets one score per row; NaN for a row with a value that is not finite.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    public void Score(ReadOnlySpan<float> rows, int count, Span<float> scores)
    {
        int width = _weights.Length;
        if (rows.Length < (long)count * width || scores.Length < count)
            throw new ArgumentException(
                $"{count} rows of {width} features need {(long)count * width} values and {count} scores; {rows.Length} and {scores.Length} were given.");
        for (int row = 0; row < count; row++)
            scores[row] = (float)Dot(rows.Slice(row * width, width));
    }

    /// <summary>Writes the model as a safetensors file.</summary>
    /// <param name="stream">Written from its position; left open.</param>
    public abstract void Save(Stream stream);

    private double Dot(ReadOnlySpan<float> row)
    {
        double sum = Bias;
        // A weight of zero must not hide a value that is missing, and does not: 0 · NaN is NaN.
        for (int i = 0; i < row.Length; i++)
            sum += _weights[i] * row[i];
        return double.IsFinite(sum) ? sum : double.NaN;
    }

    private protected void Write<T>(Stream stream, string kind, T manifest, JsonTypeInfo<T> type)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ModelFileWriter.Write(stream, new ModelFile(kind, JsonSerializer.Serialize(manifest, type),
            new Dictionary<string, ModelTensor> { ["weights"] = ModelTensor.Of(_weights, _weights.Length) }));
    }

    private protected static (T Manifest, double[] Weights) Read<T>(Stream stream, string kind, JsonTypeInfo<T> type, Func<T, double?> bias)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(stream);
        var file = ModelFileReader.Read(stream);
        if (file.Kind != kind)
            throw new InvalidDataException($"The file holds a '{file.Kind}', not a '{kind}'.");
        T? manifest;
        try
        {
            manifest = JsonSerializer.Deserialize(file.Manifest, type);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"The manifest of the saved {kind} is damaged: {e.Message}", e);
        }
        if (manifest == null || bias(manifest) is not { } constant
            || !file.Tensors.TryGetValue("weights", out var tensor) || tensor.Type != TensorType.F64 || tensor.Shape.Count != 1
            || tensor.Shape[0] == 0)
            throw new InvalidDataException($"The saved {kind} lacks its numbers; it is damaged.");
        double[] weights = tensor.ToArray<double>();
        if (!double.IsFinite(constant) || !double.IsFinite(TensorPrimitives.SumOfMagnitudes<double>(weights)))
            throw new InvalidDataException($"The saved {kind} holds a number that is not finite; it is damaged.");
        return (manifest, weights);
    }
}
