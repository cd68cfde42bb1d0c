using System.Numerics.Tensors;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.ML.LowRank.Serialization;

namespace Microsoft.ML.LowRank;

/// <summary>A penalised linear or logistic regression: Score = Bias + Σ Weights · features.</summary>
public sealed partial class RegularizedLinearModel : IBatchModel
{
    private const string Kind = "RegularizedLinearModel";

    private readonly double[] _weights;

    internal RegularizedLinearModel(
        PredictionTask task, double[] weights, double bias, double l1Ratio, double penalty, double error)
        => (Task, _weights, Bias, L1Ratio, Penalty, CrossValidatedError) = (task, weights, bias, l1Ratio, penalty, error);

    /// <summary>Regression, or two classes, for which the score is the log-odds of the positive one.</summary>
    public PredictionTask Task { get; }

    /// <summary>One weight per feature, in the features' own units.</summary>
    public ReadOnlySpan<double> Weights => _weights;

    /// <summary>The score of a row of zeros.</summary>
    public double Bias { get; }

    /// <summary>Share of the magnitude penalty: 0 is ridge, 1 lasso.</summary>
    public double L1Ratio { get; }

    /// <summary>
    /// The chosen λ, in: mean loss + λ (L1Ratio ‖w‖₁ + (1 − L1Ratio)/2 ‖w‖²), for features scaled to a standard deviation of one;
    /// the loss is half the squared error, or the logistic loss.
    /// </summary>
    public double Penalty { get; }

    /// <summary>The error in cross-validation at the chosen penalty: root mean squared error, or logistic loss.</summary>
    public double CrossValidatedError { get; }

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

    private double Dot(ReadOnlySpan<float> row)
    {
        double sum = Bias;
        // A weight of zero must not hide a value that is missing, and does not: 0 · NaN is NaN.
        for (int i = 0; i < row.Length; i++)
            sum += _weights[i] * row[i];
        return double.IsFinite(sum) ? sum : double.NaN;
    }

    /// <summary>Writes the model as a safetensors file.</summary>
    /// <param name="stream">Written from its position; left open.</param>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var manifest = new Manifest(Task, Bias, L1Ratio, Penalty, CrossValidatedError);
        ModelFileWriter.Write(stream, new ModelFile(Kind, JsonSerializer.Serialize(manifest, LinearManifestContext.Default.Manifest),
            new Dictionary<string, ModelTensor> { ["weights"] = ModelTensor.Of(_weights, _weights.Length) }));
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="stream">Read from its position; left open.</param>
    /// <exception cref="InvalidDataException">The bytes are not an intact model of this kind.</exception>
    public static RegularizedLinearModel Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var file = ModelFileReader.Read(stream);
        if (file.Kind != Kind)
            throw new InvalidDataException($"The file holds a '{file.Kind}', not a '{Kind}'.");
        Manifest? manifest;
        try
        {
            manifest = JsonSerializer.Deserialize(file.Manifest, LinearManifestContext.Default.Manifest);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"The manifest of the saved {Kind} is damaged: {e.Message}", e);
        }
        if (manifest == null || manifest.Task is not (PredictionTask.Regression or PredictionTask.BinaryClassification)
            || !file.Tensors.TryGetValue("weights", out var tensor) || tensor.Type != TensorType.F64 || tensor.Shape.Count != 1
            || tensor.Shape[0] == 0)
            throw new InvalidDataException($"The saved {Kind} lacks its numbers; it is damaged.");
        double[] weights = tensor.ToArray<double>();
        if (!double.IsFinite(manifest.Bias) || !double.IsFinite(TensorPrimitives.SumOfMagnitudes<double>(weights)))
            throw new InvalidDataException($"The saved {Kind} holds a number that is not finite; it is damaged.");
        return new RegularizedLinearModel(
            manifest.Task, weights, manifest.Bias, manifest.L1Ratio, manifest.Penalty, manifest.Error);
    }

    internal sealed record Manifest(PredictionTask Task, double Bias, double L1Ratio, double Penalty, double Error);

    [JsonSerializable(typeof(Manifest))]
    private sealed partial class LinearManifestContext : JsonSerializerContext;
}
