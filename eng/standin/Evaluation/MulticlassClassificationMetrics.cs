using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

namespace Microsoft.ML.Data;

/// <summary>How good decisions between several classes and their probabilities are.</summary>
public sealed class MulticlassClassificationMetrics
{
    private const double SmallestProbability = 1e-15;

    internal MulticlassClassificationMetrics(IDataView data, string labelName, string scoreName, string predictedName, int topK)
    {
        Contracts.CheckValue(data, nameof(data));
        var label = EvaluationColumns.Find(data, labelName, "label");
        var score = EvaluationColumns.Find(data, scoreName, "score");
        var predicted = EvaluationColumns.Find(data, predictedName, "predictedLabel");
        if (label.Type is not (KeyDataViewType or NumberDataViewType))
            throw Contracts.WrongType("label", labelName, "a key or a number", label.Type, "schema");
        if (score.Type is not VectorDataViewType { IsKnownSize: true } type || type.ItemType.RawType != typeof(float))
            throw Contracts.WrongType("score", scoreName, "a vector of known size of Single", score.Type, "schema");

        int classes = type.Size;
        var counts = Enumerable.Range(0, classes).Select(_ => new double[classes]).ToArray();
        var losses = new double[classes];
        var ranks = new long[classes];
        using (var cursor = data.GetRowCursor([label, score, predicted]))
        {
            var labelGetter = LabelReading.Getter(cursor, label);
            var scoreGetter = cursor.GetGetter<VBuffer<float>>(score);
            VBuffer<float> buffer = default;
            var scores = new float[classes];
            while (cursor.MoveNext())
            {
                double actual = labelGetter();
                scoreGetter(ref buffer);
                buffer.CopyTo(scores);
                if (double.IsNaN(actual) || Array.Exists(scores, float.IsNaN))
                    continue;
                Contracts.Check(actual >= 0 && actual < classes, $"The scores are of {classes} classes; label {actual} is none of them.");
                int k = (int)actual;
                counts[k][Array.IndexOf(scores, scores.Max())]++;
                losses[k] -= Math.Log(Math.Max(SmallestProbability, scores[k]));
                ranks[scores.Where((s, i) => s > scores[k] || (s == scores[k] && i < k)).Count()]++;
            }
        }

        ConfusionMatrix = new ConfusionMatrix(counts);
        double[] sizes = Array.ConvertAll(counts, row => row.Sum());
        double total = sizes.Sum();
        var seen = Enumerable.Range(0, classes).Where(k => sizes[k] > 0).ToArray();
        MicroAccuracy = total > 0 ? counts.Select((row, k) => row[k]).Sum() / total : 0;
        MacroAccuracy = seen.Length > 0 ? seen.Average(k => counts[k][k] / sizes[k]) : 0;
        LogLoss = total > 0 ? losses.Sum() / total : 0;
        PerClassLogLoss = [.. losses.Zip(sizes, (loss, size) => size > 0 ? loss / size : 0)];

        // Of one class only the entropy is minus zero, as ML.NET computes it; that decides the sign of the infinity.
        double entropy = seen.Sum(k => sizes[k] * Math.Log(sizes[k] / total)) / -total;
        LogLossReduction = (entropy - LogLoss) / entropy;
        TopKPredictionCount = topK;
        if (topK > 0)
            TopKAccuracyForAllK = [.. Enumerable.Range(1, Math.Min(topK, classes)).Select(k => ranks.Take(k).Sum() / Math.Max(1, total))];
    }

    /// <summary>The mean of minus the natural logarithm of the probability of the actual class.</summary>
    public double LogLoss { get; }

    /// <summary>By what part the log-loss is smaller than that of always giving the frequencies of the classes.</summary>
    public double LogLossReduction { get; }

    /// <summary>The mean over the classes of the part of right decisions.</summary>
    public double MacroAccuracy { get; }

    /// <summary>The part of right decisions.</summary>
    public double MicroAccuracy { get; }

    /// <summary>The part of rows whose class is among the best <see cref="TopKPredictionCount"/>.</summary>
    public double TopKAccuracy => TopKAccuracyForAllK is { Count: > 0 } all ? all[^1] : 0;

    /// <summary>How many classes count as predicted.</summary>
    public int TopKPredictionCount { get; }

    /// <summary>The part of rows whose class is among the best one, the best two, and so on.</summary>
    public IReadOnlyList<double> TopKAccuracyForAllK { get; }

    /// <summary>The log-loss of the rows of each class.</summary>
    public IReadOnlyList<double> PerClassLogLoss { get; }

    /// <summary>The counts of decisions.</summary>
    public ConfusionMatrix ConfusionMatrix { get; }
}
