using System.Text.Json.Serialization;

namespace Microsoft.ML.LowRank;

/// <summary>A penalised linear or logistic regression: Score = Bias + Σ Weights · features.</summary>
public sealed partial class RegularizedLinearModel : LinearModel
{
    private const string Kind = "RegularizedLinearModel";

    internal RegularizedLinearModel(
        PredictionTask task, double[] weights, double bias, double l1Ratio, double penalty, double error)
        : base(weights, bias)
        => (Task, L1Ratio, Penalty, CrossValidatedError) = (task, l1Ratio, penalty, error);

    /// <summary>Regression, or two classes, for which the score is the log-odds of the positive one.</summary>
    public PredictionTask Task { get; }

    /// <summary>Share of the magnitude penalty: 0 is ridge, 1 lasso.</summary>
    public double L1Ratio { get; }

    /// <summary>
    /// The chosen λ, in: mean loss + λ (L1Ratio ‖w‖₁ + (1 − L1Ratio)/2 ‖w‖²), for features scaled to a standard deviation of one;
    /// the loss is half the squared error, or the logistic loss.
    /// </summary>
    public double Penalty { get; }

    /// <summary>The error in cross-validation at the chosen penalty: root mean squared error, or logistic loss.</summary>
    public double CrossValidatedError { get; }

    /// <inheritdoc/>
    public override void Save(Stream stream) => Write(
        stream, Kind, new Manifest(Task, Bias, L1Ratio, Penalty, CrossValidatedError), LinearManifestContext.Default.Manifest);

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="stream">Read from its position; left open.</param>
    /// <exception cref="InvalidDataException">The bytes are not an intact model of this kind.</exception>
    public static RegularizedLinearModel Load(Stream stream)
    {
        var (manifest, weights) = Read(stream, Kind, LinearManifestContext.Default.Manifest,
            m => m.Task is PredictionTask.Regression or PredictionTask.BinaryClassification ? m.Bias : null);
        return new RegularizedLinearModel(
            manifest.Task, weights, manifest.Bias, manifest.L1Ratio, manifest.Penalty, manifest.Error);
    }

    internal sealed record Manifest(PredictionTask Task, double Bias, double L1Ratio, double Penalty, double Error);

    [JsonSerializable(typeof(Manifest))]
    private sealed partial class LinearManifestContext : JsonSerializerContext;
}
