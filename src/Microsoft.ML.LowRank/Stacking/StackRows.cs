using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Data;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>
/// What a stack must know of its rows before anything is fitted: labels, weights and folds, read in one pass over these
/// columns alone.
/// </summary>
internal sealed partial class StackRows
{
    private const string TimeRole = "time";

    private StackRows(RowIndex index, float[] labels, float[]? weights, Folds folds, long skipped)
    {
        Index = index;
        Labels = labels;
        Weights = weights;
        Folds = folds;
        SkippedCount = skipped;
    }

    public RowIndex Index { get; }

    /// <summary>The label of every row: a number, 0 or 1, or a class from 0; NaN for a row that is left out.</summary>
    public float[] Labels { get; }

    public float[]? Weights { get; }

    public Folds Folds { get; }

    public int Count => Labels.Length;

    /// <summary>Rows left out because a value was missing.</summary>
    public long SkippedCount { get; }

    /// <summary>The segment of every row that a base model could predict; −1 for the others.</summary>
    public int[] SegmentsOfMeta()
    {
        var judged = new bool[Folds.Base.SegmentCount];
        foreach (int segment in Folds.BaseSplits.SelectMany(split => split.Validation))
            judged[segment] = true;
        return Array.ConvertAll(Folds.Segments, segment => segment >= 0 && judged[segment] ? segment : -1);
    }

    /// <summary>Checks the columns that <paramref name="options"/> name.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    public static void CheckColumns(SchemaShape schema, CrossFitOptions options, PredictionTask task)
    {
        ColumnTypes.RequireLabel(ColumnTypes.Find(schema, options.LabelColumnName, "label"), task);
        if (options.ExampleWeightColumnName is { } weight)
            ColumnTypes.RequireScalarSingle(ColumnTypes.Find(schema, weight, "weight"), "weight");
        foreach (var (name, role) in FoldColumns(options))
            RequireFold(ColumnTypes.Find(schema, name, role), role);
        if (options is MetaLearnerOptions { UsedPassthrough: { } passthrough })
            ColumnTypes.RequireVector(ColumnTypes.Find(schema, passthrough, "passthrough"), "passthrough");
    }

    /// <exception cref="InvalidOperationException">There are no rows, or a value cannot be used; the message names it.</exception>
    public static StackRows Read(IDataView data, CrossFitOptions options, PredictionTask task, int seed, Func<bool> stop)
    {
        var label = ColumnTypes.Find(data.Schema, options.LabelColumnName, "label");
        DataViewSchema.Column? weight = options.ExampleWeightColumnName is { } name
            ? ColumnTypes.Find(data.Schema, name, "weight") : null;
        var (foldName, foldRole) = FoldColumns(options).FirstOrDefault();
        DataViewSchema.Column? fold = foldName == null ? null : ColumnTypes.Find(data.Schema, foldName, foldRole!);
        using var cursor = data.GetRowCursor(new[] { label, weight, fold }.OfType<DataViewSchema.Column>());
        var reader = new Reader(cursor, options, label, weight, fold);
        while (cursor.MoveNext())
        {
            reader.Add();
            if (cursor.Position % 4096 == 0 && stop())
                throw new OperationCanceledException("The fit was cancelled before anything was fitted.");
        }
        return reader.Complete(task, seed);
    }

    private static void RequireFold(SchemaShape.Column column, string role)
    {
        bool isTime = role == TimeRole;
        bool fits = column.Kind == SchemaShape.Column.VectorKind.Scalar
            && (isTime ? !column.IsKey && TimeReader.CanRead(column.ItemType) : column.IsKey || CodeReader.CanRead(column.ItemType));
        if (!fits)
            throw ColumnTypes.Mismatch(column.Name, role, isTime ? TimeReader.Expected : CodeReader.Expected, ColumnTypes.Describe(column));
    }

    private static IEnumerable<(string Name, string Role)> FoldColumns(CrossFitOptions options)
    {
        if (options.SamplingKeyColumnName is { } group)
            yield return (group, "sampling key");
        if (options.TimeColumnName is { } time)
            yield return (time, TimeRole);
        if (options.FoldColumnName is { } fold)
            yield return (fold, "fold");
    }
}
