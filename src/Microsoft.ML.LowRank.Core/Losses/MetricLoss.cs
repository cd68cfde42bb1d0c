using Microsoft.ML.LowRank.Losses;

namespace Microsoft.ML.LowRank;

/// <summary>A metric of the confusion matrix as what training makes large, and how it is made smooth enough for that.</summary>
/// <remarks>
/// Hard predictions have no derivative. A soft one, A = σ(L (p − t)) of a probability p about the threshold t, stands for them; sums of it
/// are a soft confusion matrix, and one less the metric of that is the loss (Han and others, AnyLoss, KDD 2024). The larger
/// L, the nearer to the metric and the fewer the rows that are learned from.
/// </remarks>
/// <param name="metric">The metric.</param>
public sealed class MetricLoss(ClassificationMetric metric)
{
    // Chosen on the sets that the comparison keeps for choosing.
    private const double UsualShare = 0.3;
    private const double FewRows = 100;

    /// <summary>The metric.</summary>
    public ClassificationMetric Metric { get; } = metric ?? throw new ArgumentNullException(nameof(metric));

    /// <summary>L, above 0. On the log-odds the soft prediction is σ(L/4 (s − s_t)), as steep at the threshold of one half.</summary>
    /// <value>Default: 10.</value>
    public double Amplification { get; init; } = 10;

    /// <summary>Where L ends, by equal factors from epoch to epoch over all that there may be; 0 to leave it where it is.</summary>
    /// <value>Default: 0.</value>
    public double FinalAmplification { get; init; }

    /// <summary>t, a probability between 0 and 1: what is above it is predicted positive. Several classes are predicted by the largest.</summary>
    /// <value>Default: 0.5.</value>
    public double Threshold { get; init; } = 0.5;

    /// <summary>
    /// Whether the log-odds are amplified rather than the probability, as published: then rows far from the threshold go on learning.
    /// </summary>
    /// <value>Default: true.</value>
    public bool AmplifyLogOdds { get; init; } = true;

    /// <summary>
    /// Share of cross-entropy in the loss, from 0 to 1, the classes weighted so that all count alike. Some of it steadies what few rows of
    /// a rare class say of a metric; where they are many it only pulls the threshold away.
    /// </summary>
    /// <value>Default: null, which is 0.3; of a linear trainer 30/n where the rarer class has n rows (or weights) and that is less.</value>
    public double? CrossEntropyShare { get; init; }

    /// <summary>
    /// Share of the epochs that go before on such cross-entropy alone: a network that knows nothing yet may else fall to one class and stay
    /// there. A linear trainer, which sees all rows at once, begins at the optimum of it unless this is 0.
    /// </summary>
    /// <value>Default: 0.1.</value>
    public double WarmUp { get; init; } = 0.1;

    /// <summary>
    /// Share of the mean of soft counts that is kept from batch to batch, at least 0 and below 1. Small batches have few rows of a rare class, and
    /// a metric of few rows is a biased one. 0 judges every batch by itself. Trainers that see all rows at once have no use for it.
    /// </summary>
    /// <value>Default: 0.9.</value>
    public double Memory { get; init; } = 0.9;

    /// <summary>How the metrics of several classes, each against the rest, become one. Not used for two classes.</summary>
    /// <value>Default: <see cref="ClassAverage.Macro"/>.</value>
    public ClassAverage Average { get; init; } = ClassAverage.Macro;

    /// <summary>The loss of a metric with everything else as it is by default.</summary>
    /// <param name="metric">The metric.</param>
    public static implicit operator MetricLoss(ClassificationMetric metric) => new(metric);

    /// <inheritdoc/>
    public override string ToString() => Metric.Name;

    /// <summary>The share, whatever the rows.</summary>
    internal double Share => CrossEntropyShare ?? UsualShare;

    /// <summary>The share where the rarer class has so many rows.</summary>
    internal double ShareOf(double rows) => CrossEntropyShare ?? UsualShare * Math.Min(1, FewRows / rows);

    internal double LastAmplification => FinalAmplification > 0 ? FinalAmplification : Amplification;

    internal Amplifier AmplifierAt(double amplification) => new(amplification, Threshold, AmplifyLogOdds);

    /// <summary>Everything that decides what is learned, but the function of a metric of a user's own.</summary>
    internal string Describe() => string.Create(System.Globalization.CultureInfo.InvariantCulture,
        $"{Metric.Name} {Amplification} to {FinalAmplification} at {Threshold}, {AmplifyLogOdds} {CrossEntropyShare} {WarmUp} {Memory} {Average}");

    internal void Validate(ICollection<string> problems)
    {
        if (!(Amplification > 0) || !double.IsFinite(Amplification))
            problems.Add($"{nameof(Amplification)} is {Amplification}; it must be finite and greater than 0.");
        if (!(FinalAmplification >= 0) || !double.IsFinite(FinalAmplification))
            problems.Add($"{nameof(FinalAmplification)} is {FinalAmplification}; it must be finite, and 0 or more.");
        if (!(Threshold is > 0 and < 1))
            problems.Add($"{nameof(Threshold)} is {Threshold}; it must be a probability between 0 and 1.");
        if (CrossEntropyShare is not (null or (>= 0 and <= 1)))
            problems.Add($"{nameof(CrossEntropyShare)} is {CrossEntropyShare}; it must be from 0 to 1.");
        if (!(WarmUp is >= 0 and < 1))
            problems.Add($"{nameof(WarmUp)} is {WarmUp}; it must be at least 0 and less than 1.");
        if (!(Memory is >= 0 and < 1))
            problems.Add($"{nameof(Memory)} is {Memory}; it must be at least 0 and less than 1.");
        if (!Enum.IsDefined(Average))
            problems.Add($"{nameof(Average)} is {(int)Average}, which is not a {nameof(ClassAverage)}.");
    }
}

/// <summary>How the metrics of several classes become one.</summary>
public enum ClassAverage
{
    /// <summary>Their mean: every class counts alike.</summary>
    Macro = 0,

    /// <summary>Their mean by the weights of the classes.</summary>
    Weighted = 1,
}
