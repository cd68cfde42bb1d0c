using Microsoft.ML.LowRank.Quality.Harness;

namespace Microsoft.ML.LowRank.Quality.Ctr;

/// <summary>The mean difference of two methods over seeds.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="StandardError">That of the mean; NaN with one seed.</param>
internal readonly record struct PairedDifference(double Mean, double StandardError)
{
    /// <summary>A smaller difference is none to anybody.</summary>
    public const double Margin = 0.002;

    public static PairedDifference Of(IReadOnlyList<double> ours, IReadOnlyList<double> others)
    {
        double[] differences = [.. ours.Zip(others, (own, other) => own - other)];
        return new(differences.DefaultIfEmpty(double.NaN).Average(),
            differences.Length > 1 ? Summary.Deviation(differences) / Math.Sqrt(differences.Length) : double.NaN);
    }

    /// <summary>Whether the difference is no larger than the margin, or than two standard errors.</summary>
    public bool IsWithin => Math.Abs(Mean) <= Margin || Math.Abs(Mean) <= 2 * StandardError;

    public override string ToString() =>
        $"{Mean:+0.0000;−0.0000;0.0000}{(double.IsNaN(StandardError) ? "" : $" (s.e. {StandardError:F4})")}";
}
