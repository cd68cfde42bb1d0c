using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Stacking;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.LowRank.Thresholds;

/// <summary>Training rows dealt out to folds, each with its share of both classes.</summary>
/// <param name="Index">Which row a cursor stands on.</param>
/// <param name="Segments">The fold of every row.</param>
internal sealed record FoldRows(RowIndex Index, int[] Segments)
{
    // Rows that weigh nothing are dealt out by themselves, so that every fold gets its share of those that count.
    private const int Weightless = 2;

    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    /// <exception cref="InvalidOperationException">A row cannot be used, or a class has too few rows.</exception>
    public static FoldRows Read(
        IHostEnvironment environment, IDataView input, string labelColumnName, string? weightColumnName, int folds, int seed)
    {
        var label = ClassReader.Find(input.Schema, labelColumnName, "label");
        DataViewSchema.Column? weight = weightColumnName == null ? null : MetricEvaluator.FindSingle(input.Schema, weightColumnName, "weight");
        using var cursor = input.GetRowCursor(weight is { } column ? [label, column] : [label]);
        var row = new JudgedRow(cursor, label, weight);
        var readId = cursor.GetIdGetter();
        var index = new RowIndex();
        var classes = new List<int>();
        int[] counts = [0, 0, 0, 0];
        DataViewRowId id = default;
        while (cursor.MoveNext())
        {
            if (classes.Count % MetricEvaluator.StopEvery == 0)
                MetricEvaluator.GoOn(environment);
            row.Read();
            readId(ref id);
            index.Add(id);
            classes.Add((row.IsPositive ? 1 : 0) + (row.Weight > 0 ? 0 : Weightless));
            counts[classes[^1]]++;
        }
        MetricEvaluator.RequireRows(classes.Count, counts[0] + counts[1], weightColumnName, "choose a threshold on");
        Require(labelColumnName, "positive", counts[1], folds);
        Require(labelColumnName, "negative", counts[0], folds);
        return new FoldRows(index, FoldMaker.Random(classes, folds, seed).Segments);
    }

    private static void Require(string labelColumnName, string which, int rows, int folds)
    {
        if (rows < folds)
            throw new InvalidOperationException(
                $"The label column '{labelColumnName}' has {rows} {which} rows that count, too few for {folds} folds; " +
                "every fold needs one of each class, so lower numberOfFolds or add rows.");
    }
}
