using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>How often which class was taken for which: actual classes in rows, predicted ones in columns.</summary>
public sealed class ConfusionMatrix
{
    internal ConfusionMatrix(double[][] counts)
    {
        Counts = counts;
        NumberOfClasses = counts.Length;
        PerClassPrecision = [.. counts.Select((row, k) => Ratio(row[k], counts.Sum(other => other[k])))];
        PerClassRecall = [.. counts.Select((row, k) => Ratio(row[k], row.Sum()))];
    }

    /// <summary>Of what was taken for a class, the part that was it.</summary>
    public IReadOnlyList<double> PerClassPrecision { get; }

    /// <summary>Of a class, the part that was recognized.</summary>
    public IReadOnlyList<double> PerClassRecall { get; }

    /// <summary>Counts by actual and predicted class; of two classes the positive one comes first.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Counts { get; }

    /// <summary>The number of classes.</summary>
    public int NumberOfClasses { get; }

    /// <summary>One count.</summary>
    public double GetCountForClassPair(int predictedClassIndicatorIndex, int actualClassIndicatorIndex)
    {
        CheckClass(predictedClassIndicatorIndex, nameof(predictedClassIndicatorIndex));
        CheckClass(actualClassIndicatorIndex, nameof(actualClassIndicatorIndex));
        return Counts[actualClassIndicatorIndex][predictedClassIndicatorIndex];
    }

    private static double Ratio(double part, double whole) => whole > 0 ? part / whole : 0;

    private void CheckClass(int index, string name) =>
        Contracts.CheckParam(index >= 0 && index < NumberOfClasses, name, $"There are {NumberOfClasses} classes; {index} is none of them.");
}
