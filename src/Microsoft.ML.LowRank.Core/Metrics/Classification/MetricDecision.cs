using System.Text.Json.Serialization;

namespace Microsoft.ML.LowRank;

/// <summary>
/// What a model of two classes keeps of the metric that it was trained on: its name, where the decision lies, and, if that was asked for,
/// how scores become probabilities.
/// </summary>
/// <remarks>
/// A model that is trained on a metric learns on which side of the threshold a row belongs, not how probable its class is: its
/// log-odds are as steep as the metric likes them. So it has no probabilities but those that are calibrated afterwards.
/// </remarks>
/// <param name="MetricName">Name of the metric.</param>
/// <param name="Threshold">
/// Output of the model, as log-odds, above which a row is positive. Scores are counted from it, so that the decision is at 0.
/// </param>
/// <param name="Calibration">Probabilities of scores; null where there are none.</param>
public sealed record MetricDecision(string MetricName, double Threshold, PlattCalibration? Calibration = null)
{
    /// <summary>Whether every part has a meaning; what is read from a file may have none.</summary>
    [JsonIgnore]
    internal bool IsSound => !string.IsNullOrWhiteSpace(MetricName) && double.IsFinite(Threshold)
        && (Calibration is not { } platt || (double.IsFinite(platt.Slope) && double.IsFinite(platt.Offset)));
}
