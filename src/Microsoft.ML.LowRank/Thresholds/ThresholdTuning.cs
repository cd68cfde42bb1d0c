using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Metrics;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.LowRank.Thresholds;

/// <summary>Reads scored rows and chooses the threshold on them.</summary>
internal sealed class ThresholdTuning(IHostEnvironment environment, ClassificationMetric metric, string labelColumnName, string? weightColumnName)
{
    private const int CurvePoints = 200;

    private readonly List<float> _scores = [];
    private readonly List<float> _labels = [];
    private readonly List<float> _weights = [];

    /// <param name="scored">Rows with the label and, perhaps, the weight.</param>
    /// <param name="source">The column that is compared with the threshold.</param>
    /// <param name="usual">The threshold that is used without tuning.</param>
    /// <exception cref="InvalidOperationException">No threshold can be chosen on the rows.</exception>
    public ThresholdReport Run(IDataView scored, DataViewSchema.Column source, float usual)
    {
        Read(scored, source);
        float[] scores = [.. _scores], labels = [.. _labels], weights = weightColumnName == null ? [] : [.. _weights];
        var curve = ThresholdCurve.Of(scores, labels, weights, metric, usual);
        if (double.IsNaN(curve.Best.Value))
            throw new InvalidOperationException($"The metric '{metric.Name}' is not a number at any threshold; check its divisions, roots and logarithms.");
        return new ThresholdReport
        {
            MetricName = metric.Name,
            Threshold = curve.Best.Threshold,
            Value = curve.Best.Value,
            Counts = curve.Best.Counts,
            UsualThreshold = usual,
            UsualValue = metric.Evaluate(CountsAt(usual)),
            RowCount = scores.Length,
            Curve = Thin(curve),
        };
    }

    private void Read(IDataView scored, DataViewSchema.Column source)
    {
        var label = ClassReader.Find(scored.Schema, labelColumnName, "label");
        DataViewSchema.Column? weight = weightColumnName == null ? null : MetricEvaluator.FindSingle(scored.Schema, weightColumnName, "weight");
        using var cursor = scored.GetRowCursor(weight is { } column ? [label, source, column] : [label, source]);
        var row = new JudgedRow(cursor, label, weight);
        var getter = cursor.GetGetter<float>(source);
        long rows = 0;
        int positives = 0;
        float score = 0;
        while (cursor.MoveNext())
        {
            if (rows++ % MetricEvaluator.StopEvery == 0)
                MetricEvaluator.GoOn(environment);
            row.Read();
            // Halfway between two rows is to be between two rows that count.
            if (row.Weight == 0)
                continue;
            getter(ref score);
            if (float.IsNaN(score))
                throw new InvalidOperationException(
                    $"Row {cursor.Position}, column '{source.Name}' is not a number; remove such rows, or find out why the model cannot score them.");
            _scores.Add(score);
            _labels.Add(row.IsPositive ? 1 : 0);
            _weights.Add(row.Weight);
            positives += row.IsPositive ? 1 : 0;
        }
        MetricEvaluator.RequireRows(rows, _scores.Count, weightColumnName, "choose a threshold on");
        if (positives == 0 || positives == _scores.Count)
            throw new InvalidOperationException(
                $"The label column '{labelColumnName}' has the same class in all {_scores.Count} rows; a threshold can be chosen only where both are there.");
    }

    private ConfusionCounts CountsAt(float threshold)
    {
        double Sum(bool isPositive, bool isAbove)
        {
            double sum = 0;
            for (int row = 0; row < _scores.Count; row++)
                sum += _labels[row] > 0 == isPositive && _scores[row] > threshold == isAbove ? _weights[row] : 0;
            return sum;
        }
        return new ConfusionCounts(Sum(true, true), Sum(true, false), Sum(false, true), Sum(false, false));
    }

    /// <summary>Points at equal distances of rank, with both ends and the best.</summary>
    private static ThresholdCurvePoint[] Thin(ThresholdCurve curve)
    {
        int last = curve.Points.Count - 1;
        IEnumerable<int> kept = Enumerable.Range(0, last + 1);
        if (last >= CurvePoints)
        {
            int best = curve.Points.Index().First(point => point.Item == curve.Best).Index;
            kept = Enumerable.Range(0, CurvePoints - 1).Select(i => (int)((long)i * last / (CurvePoints - 2))).Append(best).Distinct().Order();
        }
        return [.. kept.Select(i => curve.Points[i]).Select(point => new ThresholdCurvePoint(point.Threshold, point.Value, point.Counts))];
    }
}
