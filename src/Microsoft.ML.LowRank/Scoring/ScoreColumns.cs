using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Transforms;

namespace Microsoft.ML.LowRank.Scoring;

/// <summary>
/// The columns that a model adds, named, ordered and annotated as ML.NET's own: a number has Score; two classes have
/// PredictedLabel, Score and, unless the model has none, Probability; several classes have PredictedLabel and a Score per class.
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
    /// <param name="hasProbability">Whether a model of two classes gives probabilities.</param>
    public static DataViewSchema.DetachedColumn[] Describe(DataViewSchema schema, PredictionTask task, ClassKeys? classes, bool hasProbability = true)
    {
        uint set = NextSet(schema);
        switch (task)
        {
            case PredictionTask.Regression:
                return [new(Score, NumberDataViewType.Single, Annotate(task, Score, set).ToAnnotations())];
            case PredictionTask.BinaryClassification:
                var probability = Annotate(task, Probability, set);
                probability.AddPrimitiveValue(IsNormalized, BooleanDataViewType.Instance, true);
                DataViewSchema.DetachedColumn[] both =
                [
                    new(PredictedLabel, BooleanDataViewType.Instance, Annotate(task, PredictedLabel, set).ToAnnotations()),
                    new(Score, NumberDataViewType.Single, Annotate(task, Score, set).ToAnnotations()),
                ];
                return hasProbability ? [.. both, new(Probability, NumberDataViewType.Single, probability.ToAnnotations())] : both;
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
    /// <param name="hasProbability">Whether a model of two classes will give probabilities.</param>
    public static SchemaShape Promise(SchemaShape input, PredictionTask task, SchemaShape.Column label, bool hasProbability = true)
    {
        var columns = input.ToDictionary(column => column.Name);
        foreach (var column in PromisedColumns(task, label, hasProbability))
            columns[column.Name] = column;
        return new SchemaShape(columns.Values);
    }

    /// <summary>The set of scores that the first of the named columns belongs to that is there and belongs to one; a new one where none does.</summary>
    public static uint SetOf(DataViewSchema schema, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (schema.GetColumnOrNull(name) is { } column && GetSet(column) is > 0 and var set)
                return set;
        }
        return NextSet(schema);
    }

    /// <summary>A column of two classes that takes the place of the one of its name, with the annotations of that one where it is such a column.</summary>
    /// <param name="schema">Where it goes.</param>
    /// <param name="name">Its name.</param>
    /// <param name="type">Its type.</param>
    /// <param name="value">Which of the columns of a model it is.</param>
    /// <param name="set">The set of scores that it belongs to where there is nothing to replace.</param>
    public static DataViewSchema.DetachedColumn InPlaceOf(DataViewSchema schema, string name, DataViewType type, string value, uint set)
        => schema.GetColumnOrNull(name) is { } old && old.Type.Equals(type) && GetSet(old) > 0
            ? new(name, type, old.Annotations)
            : new(name, type, Annotate(PredictionTask.BinaryClassification, value, set).ToAnnotations());

    /// <summary>What a schema without data is promised of <see cref="InPlaceOf"/>.</summary>
    public static SchemaShape.Column PromiseInPlaceOf(SchemaShape input, string name, DataViewType type)
    {
        foreach (var old in input)
        {
            bool isSuch = old.Name == name && old.Kind == SchemaShape.Column.VectorKind.Scalar && !old.IsKey && old.ItemType.Equals(type)
                && old.Annotations.Any(a => a.Name == SetId && a.IsKey && a.ItemType == NumberDataViewType.UInt32);
            if (isSuch)
                return old;
        }
        return Scalar(name, type, false, []);
    }

    private static IEnumerable<SchemaShape.Column> PromisedColumns(PredictionTask task, SchemaShape.Column label, bool hasProbability)
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
            if (hasProbability)
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
            largest = Math.Max(largest, GetSet(column));
        return largest + 1;
    }

    /// <summary>The set of scores that a column belongs to; 0 where it belongs to none.</summary>
    private static uint GetSet(DataViewSchema.Column column)
    {
        uint set = 0;
        if (SetType.Equals(column.Annotations.Schema.GetColumnOrNull(SetId)?.Type))
            column.Annotations.GetValue(SetId, ref set);
        return set;
    }
}
