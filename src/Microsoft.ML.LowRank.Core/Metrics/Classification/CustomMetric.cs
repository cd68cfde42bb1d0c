namespace Microsoft.ML.LowRank.Metrics;

/// <summary>A metric of a user, whose derivatives come with its value.</summary>
internal sealed class CustomMetric(string name, Func<Dual, Dual, Dual, Dual, Dual> metric) : ClassificationMetric(name)
{
    // Matrices that any metric can tell apart: a fair one, a better one, and one of a rare class.
    private static readonly ConfusionCounts[] Ordinary = [new(30, 20, 10, 40), new(45, 5, 5, 45), new(6, 4, 30, 960)];

    internal override Dual Slope(in ConfusionCounts counts) => metric(
        new Dual(counts.TruePositives, 1, 0), new Dual(counts.FalseNegatives, -1, 0),
        new Dual(counts.FalsePositives, 0, 1), new Dual(counts.TrueNegatives, 0, -1));

    /// <exception cref="ArgumentException">Nothing can be learned from it.</exception>
    public void Require()
    {
        var slopes = Ordinary.Select(counts => (Counts: counts, Slope: Slope(counts))).ToList();
        foreach (var (counts, slope) in slopes)
        {
            if (!double.IsFinite(slope.Value) || !double.IsFinite(slope.ByTruePositives) || !double.IsFinite(slope.ByFalsePositives))
                throw new ArgumentException($"The metric '{Name}' or its derivative is not finite for {counts}; check its divisions, roots and logarithms.");
        }
        if (slopes.All(pair => pair.Slope.ByTruePositives == 0 && pair.Slope.ByFalsePositives == 0))
            throw new ArgumentException($"The metric '{Name}' does not change with the true or the false positives; there is nothing to learn from it.");
        if (slopes.All(pair => pair.Slope.ByTruePositives <= 0 && pair.Slope.ByFalsePositives >= 0))
            throw new ArgumentException($"The metric '{Name}' falls as predictions get better; give its negative, for more has to be better.");
    }
}
