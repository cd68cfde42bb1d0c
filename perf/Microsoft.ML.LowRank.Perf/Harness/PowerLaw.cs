namespace Microsoft.ML.LowRank.Perf;

/// <summary>The power of the size that a time grows with.</summary>
internal static class PowerLaw
{
    /// <summary>Slope of the least-squares line through the logarithms.</summary>
    public static double Exponent(IEnumerable<int> sizes, IEnumerable<double> seconds)
    {
        double[] x = [.. sizes.Select(size => Math.Log(size))];
        double[] y = [.. seconds.Select(time => Math.Log(time))];
        double meanX = x.Average();
        double meanY = y.Average();
        return x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Sum() / x.Sum(a => (a - meanX) * (a - meanX));
    }
}
