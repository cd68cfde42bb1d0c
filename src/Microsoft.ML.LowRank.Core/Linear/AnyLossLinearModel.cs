using System.Text.Json.Serialization;

namespace Microsoft.ML.LowRank;

/// <summary>A linear model of two classes that was trained on a metric: a row is positive where Score = Bias + Σ Weights · features is above 0.</summary>
public sealed partial class AnyLossLinearModel : LinearModel
{
    private const string Kind = "AnyLossLinearModel";

    internal AnyLossLinearModel(double[] weights, double bias, MetricDecision decision)
        : base(weights, bias) => Decision = decision;

    /// <summary>
    /// The metric, the log-odds that it was trained to decide at, which <see cref="LinearModel.Bias"/> is counted from, and how scores become
    /// probabilities, if they do.
    /// </summary>
    public MetricDecision Decision { get; }

    /// <inheritdoc/>
    public override void Save(Stream stream) => Write(stream, Kind, new Manifest(Bias, Decision), ManifestContext.Default.Manifest);

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="stream">Read from its position; left open.</param>
    /// <exception cref="InvalidDataException">The bytes are not an intact model of this kind.</exception>
    public static AnyLossLinearModel Load(Stream stream)
    {
        var (manifest, weights) = Read(stream, Kind, ManifestContext.Default.Manifest, m => m.Decision is { IsSound: true } ? m.Bias : null);
        return new AnyLossLinearModel(weights, manifest.Bias, manifest.Decision);
    }

    internal sealed record Manifest(double Bias, MetricDecision Decision);

    [JsonSerializable(typeof(Manifest))]
    private sealed partial class ManifestContext : JsonSerializerContext;
}
