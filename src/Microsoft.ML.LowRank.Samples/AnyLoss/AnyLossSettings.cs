namespace Microsoft.ML.LowRank.Samples.AnyLoss;

/// <summary>What the verb trains on.</summary>
internal sealed record AnyLossSettings
{
    /// <summary>The metrics that can be asked for, by the word that asks for them.</summary>
    public static IReadOnlyDictionary<string, ClassificationMetric> Metrics { get; } = new Dictionary<string, ClassificationMetric>(StringComparer.OrdinalIgnoreCase)
    {
        ["f1"] = ClassificationMetric.F1,
        ["f2"] = ClassificationMetric.FBeta(2),
        ["mcc"] = ClassificationMetric.MatthewsCorrelation,
        ["gmean"] = ClassificationMetric.GeometricMean,
        ["balanced"] = ClassificationMetric.BalancedAccuracy,
        ["kappa"] = ClassificationMetric.CohenKappa,
        ["jaccard"] = ClassificationMetric.Jaccard,
    };

    public required string MetricName { get; init; }

    public required string ReportPath { get; init; }

    public ClassificationMetric Metric => Metrics[MetricName];

    /// <exception cref="SampleException">A value cannot be used.</exception>
    public void Check()
    {
        if (!Metrics.ContainsKey(MetricName))
            throw new SampleException($"--metric is {MetricName}; there are {Sentence.List(Metrics.Keys, 9)}.");
        string folder = Path.GetDirectoryName(Path.GetFullPath(ReportPath))!;
        if (!Directory.Exists(folder))
            throw new SampleException($"--report is '{ReportPath}', but there is no folder {folder}.");
    }
}
