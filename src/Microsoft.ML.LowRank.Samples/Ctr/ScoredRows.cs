using Microsoft.ML.LowRank.Metrics;
using Microsoft.ML.LowRank.Samples.Learning;

namespace Microsoft.ML.LowRank.Samples.Ctr;

/// <summary>Log-odds and labels of rows, and how well the ones foretell the others.</summary>
internal sealed class ScoredRows
{
    private readonly float[] _scores;
    private readonly float[] _labels;

    private ScoredRows(float[] scores, float[] labels) => (_scores, _labels) = (scores, labels);

    public int Count => _labels.Length;

    /// <summary>The share of positive rows.</summary>
    public double Rate => Count == 0 ? double.NaN : _labels.Sum(label => (double)label) / Count;

    public double Auc => BinaryMetrics.AreaUnderCurve(_scores, _labels);

    public double LogLoss => BinaryMetrics.LogLoss(_scores, _labels);

    /// <summary>Predicted over actual positive rows: above 1 promises too much.</summary>
    public double CalibrationRatio => BinaryMetrics.CalibrationRatio(_scores, _labels);

    /// <summary>Rows in the order of their scores, in bins of equally many.</summary>
    public IReadOnlyList<CalibrationBin> Bins(int count) => BinaryMetrics.CalibrationBins(_scores, _labels, default, count);

    /// <summary>Reads what a model made of some rows.</summary>
    public static ScoredRows Of(IDataView scored) => Read(scored, scored.Schema["Score"]);

    /// <summary>Reads the labels alone, before there is a model; all scores are 0.</summary>
    public static ScoredRows WithoutScores(IDataView rows) => Read(rows, null);

    private static ScoredRows Read(IDataView rows, DataViewSchema.Column? score)
    {
        var label = rows.Schema[ColumnNames.Label];
        var scores = new List<float>();
        var labels = new List<float>();
        using var cursor = rows.GetRowCursor(score is { } column ? [label, column] : [label]);
        var getLabel = cursor.GetGetter<bool>(label);
        var getScore = score is { } scoreColumn ? cursor.GetGetter<float>(scoreColumn) : null;
        bool isPositive = false;
        float value = 0;
        while (cursor.MoveNext())
        {
            getLabel(ref isPositive);
            getScore?.Invoke(ref value);
            labels.Add(isPositive ? 1 : 0);
            scores.Add(value);
        }
        return new ScoredRows([.. scores], [.. labels]);
    }
}
