namespace Microsoft.ML.LowRank.Quality.Ctr.Compression;

/// <summary>The mean difference of two networks over seeds, with its 90 % interval (Student's t, paired): what is asked is whether one is not worse.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="HalfWidth">Half the width of the interval; NaN with one seed.</param>
internal readonly record struct NonInferiority(double Mean, double HalfWidth)
{
    /// <summary>An AUC that is lower by less than this is not worse.</summary>
    public const double Margin = 0.001;

    // The 95th percentiles of Student's t, by degrees of freedom from 1 on.
    private static readonly double[] Quantiles = [6.3138, 2.9200, 2.3534, 2.1318, 2.0150, 1.9432, 1.8946, 1.8595, 1.8331];

    public static NonInferiority Of(IReadOnlyList<double> values, IReadOnlyList<double> others)
    {
        if (values.Count != others.Count || values.Count > Quantiles.Length + 1)
            throw new ArgumentException($"{values.Count} values are paired with {others.Count}; both must be the same, at most {Quantiles.Length + 1}.");
        var difference = PairedDifference.Of(values, others);
        return new(difference.Mean, values.Count < 2 ? double.NaN : difference.StandardError * Quantiles[values.Count - 2]);
    }

    /// <summary>Whether the whole interval lies above minus the margin.</summary>
    public bool Holds => Mean - HalfWidth > -Margin;

    public override string ToString() => $"{Mean:+0.0000;−0.0000;0.0000} ± {(double.IsNaN(HalfWidth) ? "?" : $"{HalfWidth:F4}")}";
}
