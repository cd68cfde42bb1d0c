using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>How good predicted numbers are.</summary>
public sealed class RegressionMetrics
{
    internal RegressionMetrics(IDataView data, string labelName, string scoreName)
    {
        Contracts.CheckValue(data, nameof(data));
        var label = EvaluationColumns.Single(data, labelName, "label");
        var score = EvaluationColumns.Single(data, scoreName, "score");
        using var cursor = data.GetRowCursor([label, score]);
        var labelGetter = cursor.GetGetter<float>(label);
        var scoreGetter = cursor.GetGetter<float>(score);
        float l = 0, s = 0;
        long count = 0;
        double absolute = 0, squared = 0, labels = 0, squaredLabels = 0;
        while (cursor.MoveNext())
        {
            labelGetter(ref l);
            scoreGetter(ref s);
            if (float.IsNaN(l) || float.IsNaN(s))
                continue;
            double error = (double)s - l;
            count++;
            absolute += Math.Abs(error);
            squared += error * error;
            labels += l;
            squaredLabels += (double)l * l;
        }

        if (count == 0)
            return;
        double spread = squaredLabels - labels * labels / count;
        MeanAbsoluteError = absolute / count;
        MeanSquaredError = squared / count;
        LossFunction = MeanSquaredError;
        RootMeanSquaredError = Math.Sqrt(MeanSquaredError);
        RSquared = spread == 0 ? double.NaN : 1 - squared / spread;
    }

    /// <summary>The mean absolute error.</summary>
    public double MeanAbsoluteError { get; }

    /// <summary>The mean squared error.</summary>
    public double MeanSquaredError { get; }

    /// <summary>The root of the mean squared error.</summary>
    public double RootMeanSquaredError { get; }

    /// <summary>The mean loss, which is the squared error.</summary>
    public double LossFunction { get; }

    /// <summary>The part of the labels' variance that is explained.</summary>
    public double RSquared { get; }
}
