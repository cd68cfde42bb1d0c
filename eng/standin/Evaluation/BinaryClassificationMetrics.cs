namespace Microsoft.ML.Data;

/// <summary>How good decisions between two classes are.</summary>
public class BinaryClassificationMetrics
{
    internal BinaryClassificationMetrics(BinaryCounts counts)
    {
        ConfusionMatrix = counts.Confusion;
        Accuracy = counts.Accuracy;
        PositivePrecision = ConfusionMatrix.PerClassPrecision[0];
        PositiveRecall = ConfusionMatrix.PerClassRecall[0];
        NegativePrecision = ConfusionMatrix.PerClassPrecision[1];
        NegativeRecall = ConfusionMatrix.PerClassRecall[1];
        F1Score = PositivePrecision + PositiveRecall == 0 ? 0 : 2 * PositivePrecision * PositiveRecall / (PositivePrecision + PositiveRecall);
        AreaUnderRocCurve = counts.AreaUnderRocCurve();
        AreaUnderPrecisionRecallCurve = counts.AreaUnderPrecisionRecallCurve();
    }

    /// <summary>The probability that a positive row has a larger score than a negative one; ties count half.</summary>
    public double AreaUnderRocCurve { get; }

    /// <summary>The part of right decisions.</summary>
    public double Accuracy { get; }

    /// <summary>Of what was decided positive, the part that is.</summary>
    public double PositivePrecision { get; }

    /// <summary>Of the positive rows, the part that was decided so.</summary>
    public double PositiveRecall { get; }

    /// <summary>Of what was decided negative, the part that is.</summary>
    public double NegativePrecision { get; }

    /// <summary>Of the negative rows, the part that was decided so.</summary>
    public double NegativeRecall { get; }

    /// <summary>The harmonic mean of precision and recall of the positive class.</summary>
    public double F1Score { get; }

    /// <summary>The area under precision as a function of recall.</summary>
    public double AreaUnderPrecisionRecallCurve { get; }

    /// <summary>The counts of decisions.</summary>
    public ConfusionMatrix ConfusionMatrix { get; }
}

/// <summary>How good decisions between two classes and their probabilities are.</summary>
public sealed class CalibratedBinaryClassificationMetrics : BinaryClassificationMetrics
{
    internal CalibratedBinaryClassificationMetrics(BinaryCounts counts)
        : base(counts)
    {
        LogLoss = counts.LogLoss;
        Entropy = counts.Entropy;
        LogLossReduction = (Entropy - LogLoss) / Entropy;
    }

    /// <summary>The mean of minus the binary logarithm of the probability of what was the case.</summary>
    public double LogLoss { get; }

    /// <summary>By what part the log-loss is smaller than that of always giving the frequency of the positive class.</summary>
    public double LogLossReduction { get; }

    /// <summary>The log-loss of always giving the frequency of the positive class.</summary>
    public double Entropy { get; }
}
