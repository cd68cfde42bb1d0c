using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.LowRank.Thresholds;

/// <summary>
/// Rows that a model has scored, in memory: their true classes, weights and scores. Rows that weigh nothing are left out, because
/// halfway between two rows is to be between two rows that count.
/// </summary>
internal sealed class JudgedRows(IHostEnvironment environment, string labelColumnName, string? weightColumnName)
{
    private readonly List<float> _scores = [];
    private readonly List<float> _labels = [];
    private readonly List<float> _weights = [];
    private readonly List<float> _logOdds = [];
    private readonly List<bool> _decisions = [];
    private long _read;

    public int Count => _scores.Count;

    public int PositiveCount { get; private set; }

    /// <summary>The scores, row by row.</summary>
    public float[] Scores() => [.. _scores];

    /// <summary>1 for a positive row and 0 for any other.</summary>
    public float[] Labels() => [.. _labels];

    /// <summary>The weights; none where there is no column of them.</summary>
    public float[] Weights() => weightColumnName == null ? [] : [.. _weights];

    /// <summary>The log-odds of the probabilities; none where no such column was read.</summary>
    public float[] LogOdds() => [.. _logOdds];

    /// <summary>Reads the rows of a view, after those that were read before.</summary>
    /// <param name="scored">Rows with the label and, perhaps, the weight.</param>
    /// <param name="score">The column that is compared with the threshold.</param>
    /// <param name="decision">A column of decisions to keep, or null.</param>
    /// <param name="probability">A column of probabilities to keep, or null.</param>
    /// <exception cref="ArgumentOutOfRangeException">Label or weight is missing or of the wrong type.</exception>
    /// <exception cref="InvalidOperationException">A row cannot be judged.</exception>
    public void Read(IDataView scored, DataViewSchema.Column score,
        DataViewSchema.Column? decision = null, DataViewSchema.Column? probability = null)
    {
        var label = ClassReader.Find(scored.Schema, labelColumnName, "label");
        DataViewSchema.Column? weight = weightColumnName == null ? null : MetricEvaluator.FindSingle(scored.Schema, weightColumnName, "weight");
        using var cursor = scored.GetRowCursor(new[] { label, score, weight, decision, probability }.OfType<DataViewSchema.Column>());
        var row = new JudgedRow(cursor, label, weight);
        var readScore = new NumberReader(cursor, score);
        var readDecision = decision is { } decided ? new ClassReader(cursor, decided, "predicted label") : null;
        var readProbability = probability is { } probable ? new NumberReader(cursor, probable) : null;
        while (cursor.MoveNext())
        {
            if (_read++ % MetricEvaluator.StopEvery == 0)
                MetricEvaluator.GoOn(environment);
            row.Read();
            if (row.Weight == 0)
                continue;
            _scores.Add(readScore.Read());
            _labels.Add(row.IsPositive ? 1 : 0);
            _weights.Add(row.Weight);
            PositiveCount += row.IsPositive ? 1 : 0;
            if (readDecision != null)
                _decisions.Add(readDecision.Read());
            if (readProbability != null)
                _logOdds.Add(readProbability.ReadLogOdds());
        }
    }

    /// <exception cref="InvalidOperationException">There are no rows, none that count, or one class only.</exception>
    public void RequireBothClasses(string purpose, string consequence)
    {
        MetricEvaluator.RequireRows(_read, Count, weightColumnName, purpose);
        if (PositiveCount == 0 || PositiveCount == Count)
            throw new InvalidOperationException(
                $"The label column '{labelColumnName}' has the same class in all {Count} rows; {consequence} only where both are there.");
    }

    /// <summary>The confusion matrix of the decisions that were read.</summary>
    public ConfusionCounts CountDecisions() => CountWhere(row => _decisions[row]);

    /// <summary>The confusion matrix of cutting the scores at a threshold.</summary>
    public ConfusionCounts CountAt(float threshold) => CountWhere(row => _scores[row] > threshold);

    private ConfusionCounts CountWhere(Func<int, bool> isPredicted)
    {
        double tp = 0, fn = 0, fp = 0, tn = 0;
        for (int row = 0; row < Count; row++)
        {
            ref double count = ref isPredicted(row) ? ref _labels[row] > 0 ? ref tp : ref fp : ref _labels[row] > 0 ? ref fn : ref tn;
            count += _weights[row];
        }
        return new ConfusionCounts(tp, fn, fp, tn);
    }
}
