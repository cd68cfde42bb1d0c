using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>The names of the annotations that ML.NET's components give and read.</summary>
internal static class AnnotationKinds
{
    public const string SlotNames = "SlotNames";
    public const string KeyValues = "KeyValues";
    public const string IsNormalized = "IsNormalized";
    public const string CategoricalSlotRanges = "CategoricalSlotRanges";
    public const string ScoreColumnSetId = "ScoreColumnSetId";
    public const string ScoreColumnKind = "ScoreColumnKind";
    public const string ScoreValueKind = "ScoreValueKind";
    public const string TrainingLabelValues = "TrainingLabelValues";

    /// <summary>Whether a column names its <paramref name="size"/> slots.</summary>
    public static bool HasSlotNames(this DataViewSchema.Column column, int size) =>
        size > 0 && column.Annotations.Schema.GetColumnOrNull(SlotNames)?.Type is VectorDataViewType { ItemType: TextDataViewType } type
        && type.Size == size;
}
