using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Data;
using Microsoft.ML.LowRank.Interop;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.LowRank.Thresholds;

/// <summary>Counts decisions against labels.</summary>
internal static class MetricEvaluator
{
    public const int StopEvery = 1_024;

    public static MetricEvaluation Evaluate(IHostEnvironment environment, IDataView scored, ClassificationMetric metric,
        string labelColumnName, string predictedLabelColumnName, string? weightColumnName, string scoreColumnName)
    {
        var label = ClassReader.Find(scored.Schema, labelColumnName, "label");
        DataViewSchema.Column? weight = weightColumnName == null ? null : FindSingle(scored.Schema, weightColumnName, "weight");
        bool decided = scored.Schema.GetColumnOrNull(predictedLabelColumnName) != null;
        var decision = decided
            ? ClassReader.Find(scored.Schema, predictedLabelColumnName, "predicted label") : FindSingle(scored.Schema, scoreColumnName, "score");
        using var cursor = scored.GetRowCursor(weight is { } column ? [label, decision, column] : [label, decision]);
        var row = new JudgedRow(cursor, label, weight);
        Func<bool> isPredicted = decided
            ? new ClassReader(cursor, decision, "predicted label").Read : DecideByScore(cursor, decision);
        double tp = 0, fn = 0, fp = 0, tn = 0;
        long rows = 0;
        while (cursor.MoveNext())
        {
            if (rows++ % StopEvery == 0)
                GoOn(environment);
            row.Read();
            ref double count = ref isPredicted() ? ref row.IsPositive ? ref tp : ref fp : ref row.IsPositive ? ref fn : ref tn;
            count += row.Weight;
        }
        RequireRows(rows, tp + fn + fp + tn, weightColumnName, "judge");
        var counts = new ConfusionCounts(tp, fn, fp, tn);
        return new MetricEvaluation(metric.Name, metric.Evaluate(counts), counts, rows);
    }

    public static DataViewSchema.Column FindSingle(DataViewSchema schema, string name, string role)
    {
        var column = ColumnTypes.Find(schema, name, role);
        return column.Type == NumberDataViewType.Single ? column : throw ColumnTypes.Mismatch(name, role, "Single", column.Type.ToString()!);
    }

    /// <exception cref="InvalidOperationException">There is nothing to count.</exception>
    public static void RequireRows(long rows, double weight, string? weightColumnName, string purpose)
    {
        if (rows == 0)
            throw new InvalidOperationException($"There are no rows to {purpose}.");
        if (weight == 0)
            throw new InvalidOperationException($"All weights in column '{weightColumnName}' are zero; at least one row must count.");
    }

    public static void GoOn(IHostEnvironment environment)
    {
        if (CatalogEnvironment.IsCanceled(environment))
            throw new OperationCanceledException("The MLContext was told to stop.");
    }

    private static Func<bool> DecideByScore(DataViewRow row, DataViewSchema.Column column)
    {
        var getter = row.GetGetter<float>(column);
        return () =>
        {
            float score = 0;
            getter(ref score);
            return float.IsNaN(score)
                ? throw new InvalidOperationException($"Row {row.Position}, score column '{column.Name}' is not a number; nothing can be decided by it.")
                : score > 0;
        };
    }
}
