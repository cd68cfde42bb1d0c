namespace Microsoft.ML.LowRank;

/// <summary>How well probabilities keep what they promise.</summary>
/// <param name="Bins">
/// The rows in the order of their probabilities, in ten bins of equally many; fewer where many probabilities are equal.
/// </param>
/// <param name="ExpectedCalibrationError">The mean over the bins of |mean probability − share of positive rows|, by weight.</param>
/// <param name="Ratio">The sum of the probabilities over the number of positive rows, by weight: above 1 promises too much.</param>
public sealed record ImbalanceCalibration(IReadOnlyList<CalibrationBin> Bins, double ExpectedCalibrationError, double Ratio);
