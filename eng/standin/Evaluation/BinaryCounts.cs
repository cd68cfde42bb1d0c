using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

namespace Microsoft.ML.Data;

/// <summary>The rows of an evaluation of two classes; those without a finite score or without a label are left out.</summary>
internal sealed class BinaryCounts
{
    private readonly List<(float Score, bool IsPositive)> _rows = [];
    private readonly double _logLoss;

    public BinaryCounts(IDataView data, string labelName, string scoreName, string probabilityName)
    {
        Contracts.CheckValue(data, nameof(data));
        var label = EvaluationColumns.Find(data, labelName, "label");
        var score = EvaluationColumns.Single(data, scoreName, "score");
        var probability = probabilityName is null ? score : EvaluationColumns.Single(data, probabilityName, "probability");
        using var cursor = data.GetRowCursor([label, score, probability]);
        var labelGetter = LabelReading.Getter(cursor, label);
        var scoreGetter = cursor.GetGetter<float>(score);
        var probabilityGetter = cursor.GetGetter<float>(probability);
        float s = 0, p = 0;
        while (cursor.MoveNext())
        {
            scoreGetter(ref s);
            probabilityGetter(ref p);
            double l = labelGetter();
            if (!float.IsFinite(s) || double.IsNaN(l))
                continue;
            _rows.Add((s, l > 0));
            _logLoss -= Math.Log2(l > 0 ? p : 1.0 - p);
        }

        Contracts.CheckParam(Positives > 0, "PosSample", "There is no positive row; the area under the curve is not defined.");
        Contracts.CheckParam(Negatives > 0, "NegSample", "There is no negative row; the area under the curve is not defined.");
    }

    public ConfusionMatrix Confusion => new(
    [
        [Count(true, true), Count(true, false)],
        [Count(false, true), Count(false, false)],
    ]);

    // The decision is made by the score, whatever a column of decisions says.
    public double Accuracy => _rows.Count(row => row.Score > 0 == row.IsPositive) / (double)_rows.Count;

    public double LogLoss => _logLoss / _rows.Count;

    public double Entropy
    {
        get
        {
            double p = (double)Positives / _rows.Count;
            return -p * Math.Log2(p) - (1 - p) * Math.Log2(1 - p);
        }
    }

    private int Positives => _rows.Count(row => row.IsPositive);

    private int Negatives => _rows.Count - Positives;

    public double AreaUnderRocCurve()
    {
        double area = 0;
        long positivesAbove = 0;
        foreach (var tie in _rows.GroupBy(row => row.Score).OrderByDescending(group => group.Key))
        {
            long positives = tie.Count(row => row.IsPositive);
            area += (positivesAbove + 0.5 * positives) * (tie.Count() - positives);
            positivesAbove += positives;
        }

        return area / ((double)Positives * Negatives);
    }

    /// <summary>By trapezoids between the points after each row; rows of equal scores come in the order of the data.</summary>
    public double AreaUnderPrecisionRecallCurve()
    {
        double area = 0, recall = 0, precision = 1, total = Positives;
        int seen = 0, found = 0;
        foreach (var (_, isPositive) in _rows.OrderByDescending(row => row.Score))
        {
            seen++;
            found += isPositive ? 1 : 0;
            double nextRecall = found / total, nextPrecision = (double)found / seen;
            area += (nextRecall - recall) * (precision + nextPrecision) / 2;
            (recall, precision) = (nextRecall, nextPrecision);
        }

        return area;
    }

    private double Count(bool actual, bool predicted) => _rows.Count(row => row.IsPositive == actual && row.Score > 0 == predicted);
}
