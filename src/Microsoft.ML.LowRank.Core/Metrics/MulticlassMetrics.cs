using System.Globalization;

namespace Microsoft.ML.LowRank.Metrics;

/// <summary>How well one of several classes is foretold.</summary>
/// <remarks>
/// Predictions are rows × classes numbers, row after row; labels are class numbers from 0. No weights are weights of 1;
/// sums are of doubles; without weight every metric is NaN.
/// </remarks>
internal static class MulticlassMetrics
{
    /// <summary>The mean of −log p of the class that came, from probabilities.</summary>
    /// <param name="probabilities">One per row and class.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="labels">The class that came.</param>
    /// <param name="weights">Weights, or none.</param>
    /// <param name="leastProbability">Smaller ones count as this one; with 0 a mistake can cost infinitely much.</param>
    public static double LogLossOfProbabilities(
        ReadOnlySpan<float> probabilities, int classes, ReadOnlySpan<float> labels, ReadOnlySpan<float> weights = default,
        double leastProbability = 0)
    {
        Check(probabilities, classes, labels, weights);
        double loss = 0, total = 0;
        for (int row = 0; row < labels.Length; row++)
        {
            double weight = MetricRows.WeightOf(weights, row);
            double probability = probabilities[(row * classes) + ClassOf(labels, row, classes)];
            loss -= weight * Math.Log(Math.Clamp(probability, leastProbability, 1));
            total += weight;
        }
        return total > 0 ? loss / total : double.NaN;
    }

    /// <summary>The mean of −log p of the class that came, where p is the softmax of the scores.</summary>
    public static double LogLossOfLogits(
        ReadOnlySpan<float> scores, int classes, ReadOnlySpan<float> labels, ReadOnlySpan<float> weights = default)
    {
        Check(scores, classes, labels, weights);
        double loss = 0, total = 0;
        for (int row = 0; row < labels.Length; row++)
        {
            double weight = MetricRows.WeightOf(weights, row);
            loss += weight * Loss(scores.Slice(row * classes, classes), ClassOf(labels, row, classes));
            total += weight;
        }
        return total > 0 ? loss / total : double.NaN;
    }

    /// <summary>The share of rows whose class has the highest number; of equal ones the first counts.</summary>
    public static double Accuracy(
        ReadOnlySpan<float> predictions, int classes, ReadOnlySpan<float> labels, ReadOnlySpan<float> weights = default)
    {
        Check(predictions, classes, labels, weights);
        double right = 0, total = 0;
        for (int row = 0; row < labels.Length; row++)
        {
            double weight = MetricRows.WeightOf(weights, row);
            int likeliest = Likeliest(predictions.Slice(row * classes, classes));
            right += likeliest == ClassOf(labels, row, classes) ? weight : 0;
            total += weight;
        }
        return total > 0 ? right / total : double.NaN;
    }

    /// <summary>The first class with the highest number; −1 when one of the numbers is NaN, which is right for no class.</summary>
    public static int Likeliest(ReadOnlySpan<float> predictions)
    {
        int likeliest = 0;
        for (int c = 0; c < predictions.Length; c++)
        {
            if (float.IsNaN(predictions[c]))
                return -1;
            likeliest = predictions[c] > predictions[likeliest] ? c : likeliest;
        }
        return likeliest;
    }

    // Every score as seen from that of the class that came, so that nothing overflows and certainty keeps its digits.
    private static double Loss(ReadOnlySpan<float> scores, int actual)
    {
        double most = double.NegativeInfinity, others = 0;
        for (int c = 0; c < scores.Length; c++)
            most = c == actual ? most : Math.Max(most, scores[c]);
        if (double.IsNegativeInfinity(most))
            return float.IsNaN(scores[actual]) ? double.NaN : 0;
        for (int c = 0; c < scores.Length; c++)
            others += c == actual ? 0 : Math.Exp(scores[c] - most);
        return Logistic.Softplus(most + Math.Log(others) - scores[actual]);
    }

    private static int ClassOf(ReadOnlySpan<float> labels, int row, int classes)
    {
        float label = labels[row];
        if (!(label >= 0 && label < classes && label == (int)label))
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture,
                    $"The label of row {row} is {label}; labels are class numbers from 0 to {classes - 1}."), nameof(labels));
        return (int)label;
    }

    private static void Check(
        ReadOnlySpan<float> predictions, int classes, ReadOnlySpan<float> labels, ReadOnlySpan<float> weights)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        if (predictions.Length != (long)labels.Length * classes)
            throw new ArgumentException(
                $"There are {predictions.Length} predictions for {labels.Length} rows of {classes} classes; give one per row and class.");
        MetricRows.Check(labels.Length, labels, weights);
    }
}
