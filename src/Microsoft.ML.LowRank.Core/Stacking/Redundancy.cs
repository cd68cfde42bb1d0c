namespace Microsoft.ML.LowRank.Stacking;

/// <summary>
/// Keeps the best of predictions that are copies of each other. Predictions are visited by ascending risk; one is
/// dropped if it is both highly correlated with and close to one that was kept before.
/// </summary>
internal static class Redundancy
{
    /// <summary>Never drops all: if every prediction is near-constant, the best is kept.</summary>
    public static RedundancyResult Find(PredictionStatistics statistics, RedundancySettings settings)
        => Find(statistics, statistics.Risks(), settings.Raw ? 1 : statistics.TargetVariance, settings);

    /// <param name="statistics">What predictions are alike in.</param>
    /// <param name="risks">How wrong each prediction is.</param>
    /// <param name="unit">What squared differences and variances are shares of.</param>
    /// <param name="settings">The thresholds.</param>
    public static RedundancyResult Find(
        PredictionStatistics statistics, double[] risks, double unit, RedundancySettings settings)
    {
        int[] order = [.. Enumerable.Range(0, statistics.Count).OrderBy(k => risks[k])];
        var kept = new List<int>();
        var dropped = new List<RedundantPrediction>();
        foreach (int k in order)
        {
            if (!settings.Raw && statistics.Variance(k) <= settings.Variance * unit)
                dropped.Add(NearConstant(k));
            else if (kept.FindIndex(j => IsCopy(k, j)) is var at and >= 0)
                dropped.Add(Copy(k, kept[at]));
            else
                kept.Add(k);
        }
        if (settings.Raw)
        {
            dropped.AddRange(kept.Where(k => statistics.Variance(k) < settings.Variance).Select(NearConstant));
            kept.RemoveAll(k => statistics.Variance(k) < settings.Variance);
        }
        if (kept.Count == 0 && order.Length > 0)
        {
            kept.Add(order[0]);
            dropped.RemoveAll(drop => drop.Index == order[0]);
        }
        kept.Sort();
        dropped.Sort((a, b) => a.Index.CompareTo(b.Index));
        return new RedundancyResult([.. kept], [.. dropped]);

        bool IsCopy(int k, int j)
        {
            double correlation = statistics.Correlation(k, j);
            return (settings.AbsoluteCorrelation ? Math.Abs(correlation) : correlation) >= settings.Correlation &&
                statistics.MeanSquaredDifference(k, j) <= settings.MeanSquaredDifference * unit;
        }

        RedundantPrediction Copy(int k, int j) => new(
            k, j, statistics.Correlation(k, j), statistics.MeanSquaredDifference(k, j), risks[k] - risks[j],
            RedundancyReason.Copy);

        RedundantPrediction NearConstant(int k) => new(k, null, 0, 0, 0, RedundancyReason.NearConstant);
    }
}

/// <summary>What was kept and what was not, both in the predictions' own order.</summary>
internal sealed record RedundancyResult(int[] Kept, RedundantPrediction[] Dropped);

/// <summary>A dropped prediction.</summary>
/// <param name="Index">Its place among the predictions.</param>
/// <param name="Alternative">The prediction kept in its place, or null for a near-constant one.</param>
/// <param name="Correlation">With the alternative; 0 without one, as are the next two.</param>
/// <param name="MeanSquaredDifference">From the alternative, in the target's unit squared.</param>
/// <param name="RiskDifference">How much larger its root mean squared error is than the alternative's.</param>
/// <param name="Reason">Why it was dropped.</param>
internal sealed record RedundantPrediction(
    int Index, int? Alternative, double Correlation, double MeanSquaredDifference, double RiskDifference,
    RedundancyReason Reason);

/// <summary>Why a prediction was dropped.</summary>
internal enum RedundancyReason
{
    /// <summary>A better prediction says the same.</summary>
    Copy,

    /// <summary>It hardly varies, and so says nothing.</summary>
    NearConstant,
}
