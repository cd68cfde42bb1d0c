using Microsoft.ML.LowRank.Metrics;

namespace Microsoft.ML.LowRank;

/// <summary>
/// A metric of the confusion matrix of two classes, of which more is better. The same one trains a model, judges it and chooses its
/// threshold.
/// </summary>
/// <remarks>
/// With the sizes P and N of the classes fixed, every such metric is a function of the true and the false positives alone, and
/// its two derivatives are all that training needs: a row of the positive class moves the metric by the first, one of the other by the
/// second (Han and others, AnyLoss, KDD 2024). A ratio whose denominator is 0 counts as 0, as where nothing is predicted positive;
/// where a class has no rows, what needs both is NaN.
/// </remarks>
public abstract class ClassificationMetric
{
    private protected ClassificationMetric(string name) => Name = name;

    /// <summary>Its name, which saved models keep.</summary>
    public string Name { get; }

    /// <summary>Share of rows predicted right, (TP + TN) / n.</summary>
    public static ClassificationMetric Accuracy { get; } = new ClosedMetric("Accuracy", ClosedForms.Accuracy);

    /// <summary>TP / (TP + FP).</summary>
    public static ClassificationMetric Precision { get; } = new ClosedMetric("Precision", ClosedForms.Precision);

    /// <summary>TP / P, also sensitivity or true positive rate.</summary>
    public static ClassificationMetric Recall { get; } = new ClosedMetric("Recall", ClosedForms.Recall);

    /// <summary>TN / N, also true negative rate.</summary>
    public static ClassificationMetric Specificity { get; } = new ClosedMetric("Specificity", ClosedForms.Specificity);

    /// <summary>2 TP / (2 TP + FN + FP), the harmonic mean of precision and recall.</summary>
    public static ClassificationMetric F1 { get; } = FBeta(1);

    /// <summary>√(recall · specificity).</summary>
    public static ClassificationMetric GeometricMean { get; } = new ClosedMetric("Geometric mean", ClosedForms.GeometricMean);

    /// <summary>(recall + specificity) / 2.</summary>
    public static ClassificationMetric BalancedAccuracy { get; } = new ClosedMetric("Balanced accuracy", ClosedForms.BalancedAccuracy);

    /// <summary>recall + specificity − 1, also Youden's J or true skill statistic.</summary>
    public static ClassificationMetric Informedness { get; } = new ClosedMetric("Informedness", ClosedForms.Informedness);

    /// <summary>TP / (TP + FN + FP), also critical success index.</summary>
    public static ClassificationMetric Jaccard { get; } = new ClosedMetric("Jaccard", ClosedForms.Jaccard);

    /// <summary>√(precision · recall), also the index of Fowlkes and Mallows.</summary>
    public static ClassificationMetric GMeasure { get; } = new ClosedMetric("G-measure", ClosedForms.GMeasure);

    /// <summary>The correlation of prediction and label, of Matthews.</summary>
    public static ClassificationMetric MatthewsCorrelation { get; } = new ClosedMetric("MCC", ClosedForms.MatthewsCorrelation);

    /// <summary>Agreement of prediction and label beyond chance, κ of Cohen.</summary>
    public static ClassificationMetric CohenKappa { get; } = new ClosedMetric("Cohen's kappa", ClosedForms.CohenKappa);

    /// <summary>Every metric that needs no number.</summary>
    public static IReadOnlyList<ClassificationMetric> All { get; } =
    [
        Accuracy, Precision, Recall, Specificity, F1, GeometricMean, BalancedAccuracy, Informedness, Jaccard, GMeasure, MatthewsCorrelation,
        CohenKappa,
    ];

    /// <summary>(1 + β²) TP / ((1 + β²) TP + β² FN + FP): recall counts β times as much as precision.</summary>
    /// <param name="beta">Above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="beta"/> is not a finite number above 0.</exception>
    public static ClassificationMetric FBeta(double beta)
    {
        if (!(beta > 0) || !double.IsFinite(beta))
            throw new ArgumentOutOfRangeException(nameof(beta), beta, "β must be a finite number above 0: below 1 precision counts more, above 1 recall.");
        return new ClosedMetric(FormattableString.Invariant($"F{beta}"), counts => ClosedForms.FBeta(counts, beta * beta));
    }

    /// <summary>
    /// A metric of one's own. It must grow as predictions get better, and change with the true or the false positives; models keep
    /// its name, not the function.
    /// </summary>
    /// <param name="name">Its name.</param>
    /// <param name="metric">Given TP, FN, FP and TN, in that order.</param>
    /// <exception cref="ArgumentException">The name is empty, or the function is constant or gives NaN on an ordinary matrix.</exception>
    public static ClassificationMetric Custom(string name, Func<Dual, Dual, Dual, Dual, Dual> metric)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(metric);
        var custom = new CustomMetric(name, metric);
        custom.Require();
        return custom;
    }

    /// <summary>The metric of a confusion matrix.</summary>
    /// <param name="counts">Weights of rows, finite and not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative or not finite.</exception>
    public double Evaluate(ConfusionCounts counts)
    {
        foreach (double count in (ReadOnlySpan<double>)[counts.TruePositives, counts.FalseNegatives, counts.FalsePositives, counts.TrueNegatives])
        {
            if (!(count >= 0) || double.IsInfinity(count))
                throw new ArgumentOutOfRangeException(nameof(counts), count, "Counts of a confusion matrix must be finite and not negative.");
        }
        return Slope(counts).Value;
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>The metric with its derivatives by the true and the false positives, the sizes of the classes fixed.</summary>
    internal abstract Dual Slope(in ConfusionCounts counts);
}
