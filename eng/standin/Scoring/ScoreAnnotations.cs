namespace Microsoft.ML.Data;

/// <summary>What columns of scores say of themselves.</summary>
internal static class ScoreAnnotations
{
    public const string Binary = "BinaryClassification";
    public const string Multiclass = "MulticlassClassification";
    public const string Regression = "Regression";

    private static readonly KeyDataViewType SetType = new(typeof(uint), int.MaxValue);

    /// <summary>A number that no set of scores in the schema has yet.</summary>
    public static uint NextSet(DataViewSchema schema)
    {
        uint largest = 0;
        foreach (var column in schema)
        {
            uint set = 0;
            if (SetType.Equals(column.Annotations.Schema.GetColumnOrNull(AnnotationKinds.ScoreColumnSetId)?.Type))
                column.Annotations.GetValue(AnnotationKinds.ScoreColumnSetId, ref set);
            largest = Math.Max(largest, set);
        }

        return largest + 1;
    }

    public static DataViewSchema.Annotations.Builder Of(string kind, string value, uint set)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.AddPrimitiveValue(AnnotationKinds.ScoreColumnSetId, SetType, set);
        annotations.AddText(AnnotationKinds.ScoreColumnKind, kind);
        annotations.AddText(AnnotationKinds.ScoreValueKind, value);
        return annotations;
    }
}

/// <summary>The columns of scores before there is data.</summary>
internal static class ScoreShapes
{
    private static readonly SchemaShape.Column[] Common =
    [
        new(AnnotationKinds.ScoreColumnSetId, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.UInt32, true),
        new(AnnotationKinds.ScoreColumnKind, SchemaShape.Column.VectorKind.Scalar, TextDataViewType.Instance, false),
        new(AnnotationKinds.ScoreValueKind, SchemaShape.Column.VectorKind.Scalar, TextDataViewType.Instance, false),
    ];

    public static SchemaShape.Column[] Regression() => [Scalar("Score", NumberDataViewType.Single)];

    public static SchemaShape.Column[] Binary() =>
    [
        Scalar("Score", NumberDataViewType.Single),
        Scalar("Probability", NumberDataViewType.Single, Shapes.Flag(AnnotationKinds.IsNormalized)),
        Scalar("PredictedLabel", BooleanDataViewType.Instance),
    ];

    public static SchemaShape.Column[] Multiclass(SchemaShape.Column label)
    {
        var values = label.Annotated(AnnotationKinds.KeyValues).ToArray();
        var names = values.SelectMany(column => column.ItemType is TextDataViewType
            ? new[] { column.Renamed(AnnotationKinds.SlotNames), column.Renamed(AnnotationKinds.TrainingLabelValues) }
            : [column.Renamed(AnnotationKinds.TrainingLabelValues)]);
        return
        [
            new("Score", SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, false, new SchemaShape([.. Common, .. names])),
            new("PredictedLabel", SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.UInt32, true, new SchemaShape([.. Common, .. values])),
        ];
    }

    private static SchemaShape.Column Scalar(string name, DataViewType type, params SchemaShape.Column[] annotations) =>
        new(name, SchemaShape.Column.VectorKind.Scalar, type, false, new SchemaShape([.. Common, .. annotations]));
}
