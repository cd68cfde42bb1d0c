using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Transforms;

namespace Microsoft.ML.LowRank.Scoring;

/// <summary>
/// The columns that a model adds, named, ordered and annotated as ML.NET's own: a number has Score; two classes have
/// PredictedLabel, Score and Probability; several classes have PredictedLabel and a Score per class.
/// </summary>
internal static class ScoreColumns
{
    public const string Score = "Score";
    public const string Probability = "Probability";
    public const string PredictedLabel = "PredictedLabel";

    private const string SetId = "ScoreColumnSetId";
    private const string ColumnKind = "ScoreColumnKind";
    private const string ValueKind = "ScoreValueKind";
    private const string IsNormalized = "IsNormalized";
    private const string TrainingLabelValues = "TrainingLabelValues";

    private static readonly KeyDataViewType SetType = new(typeof(uint), int.MaxValue);

    /// <summary>The columns to add to <paramref name="schema"/>.</summary>
    /// <param name="schema">Where they go: its sets of scores are numbered, and these get the next number.</param>
    /// <param name="task">What is predicted.</param>
    /// <param name="classes">The classes, where there are several.</param>
    public static DataViewSchema.DetachedColumn[] Describe(DataViewSchema schema, PredictionTask task, ClassKeys? classes)
    {
        uint set = NextSet(schema);
        switch (task)
        {
            case PredictionTask.Regression:
                return [new(Score, NumberDataViewType.Single, Annotate(task, Score, set).ToAnnotations())];
            case PredictionTask.BinaryClassification:
                var probability = Annotate(task, Probability, set);
                probability.AddPrimitiveValue(IsNormalized, BooleanDataViewType.Instance, true);
                return
                [
                    new(PredictedLabel, BooleanDataViewType.Instance, Annotate(task, PredictedLabel, set).ToAnnotations()),
                    new(Score, NumberDataViewType.Single, Annotate(task, Score, set).ToAnnotations()),
                    new(Probability, NumberDataViewType.Single, probability.ToAnnotations()),
                ];
            default:
                var predicted = Annotate(task, PredictedLabel, set);
                classes!.Annotate(predicted, ClassKeys.KeyValues);
                var score = Annotate(task, Score, set);
                classes.Annotate(score, TrainingLabelValues);
                if (classes.AreTexts)
                    classes.Annotate(score, SlotNames.Kind);
                return
                [
                    new(PredictedLabel, new KeyDataViewType(typeof(uint), classes.Count), predicted.ToAnnotations()),
                    new(Score, new VectorDataViewType(NumberDataViewType.Single, classes.Count), score.ToAnnotations()),
                ];
        }
    }

    /// <summary>What a schema without data is promised.</summary>
    /// <param name="input">The schema of the input.</param>
    /// <param name="task">What is predicted.</param>
    /// <param name="label">The label column; of a key its values are passed on.</param>
    public static SchemaShape Promise(SchemaShape input, PredictionTask task, SchemaShape.Column label)
    {
        var columns = input.ToDictionary(column => column.Name);
        foreach (var column in PromisedColumns(task, label))
            columns[column.Name] = column;
        return new SchemaShape(columns.Values);
    }

    private static IEnumerable<SchemaShape.Column> PromisedColumns(PredictionTask task, SchemaShape.Column label)
    {
        if (task == PredictionTask.MulticlassClassification)
        {
            var values = label.Annotations.Where(a => a.Name == ClassKeys.KeyValues).ToList();
            yield return Scalar(PredictedLabel, NumberDataViewType.UInt32, true, values);
            var names = values.SelectMany(value => value.ItemType == TextDataViewType.Instance
                ? new[] { Rename(value, SlotNames.Kind), Rename(value, TrainingLabelValues) }
                : [Rename(value, TrainingLabelValues)]);
            yield return new SchemaShape.Column(Score, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, false,
                new SchemaShape(CommonAnnotations().Concat(names)));
            yield break;
        }
        if (task == PredictionTask.BinaryClassification)
        {
            yield return Scalar(PredictedLabel, BooleanDataViewType.Instance, false, []);
            yield return Scalar(Probability, NumberDataViewType.Single, false,
                [new SchemaShape.Column(IsNormalized, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, false)]);
        }
        yield return Scalar(Score, NumberDataViewType.Single, false, []);
    }

    private static SchemaShape.Column Scalar(
        string name, DataViewType type, bool isKey, IEnumerable<SchemaShape.Column> annotations)
        => new(name, SchemaShape.Column.VectorKind.Scalar, type, isKey, new SchemaShape(CommonAnnotations().Concat(annotations)));

    private static SchemaShape.Column Rename(SchemaShape.Column column, string name)
        => new(name, column.Kind, column.ItemType, column.IsKey, column.Annotations);

    private static IEnumerable<SchemaShape.Column> CommonAnnotations() =>
    [
        new(SetId, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.UInt32, true),
        new(ColumnKind, SchemaShape.Column.VectorKind.Scalar, TextDataViewType.Instance, false),
        new(ValueKind, SchemaShape.Column.VectorKind.Scalar, TextDataViewType.Instance, false),
    ];

    private static DataViewSchema.Annotations.Builder Annotate(PredictionTask task, string value, uint set)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.AddPrimitiveValue(SetId, SetType, set);
        annotations.AddPrimitiveValue(ColumnKind, TextDataViewType.Instance, task.ToString().AsMemory());
        annotations.AddPrimitiveValue(ValueKind, TextDataViewType.Instance, value.AsMemory());
        return annotations;
    }

    private static uint NextSet(DataViewSchema schema)
    {
        uint largest = 0;
        foreach (var column in schema)
        {
            uint set = 0;
            if (SetType.Equals(column.Annotations.Schema.GetColumnOrNull(SetId)?.Type))
                column.Annotations.GetValue(SetId, ref set);
            largest = Math.Max(largest, set);
        }
        return largest + 1;
    }
}
