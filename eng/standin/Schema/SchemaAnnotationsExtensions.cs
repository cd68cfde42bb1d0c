namespace Microsoft.ML.Data;

/// <summary>Readers of the well-known annotations.</summary>
public static class SchemaAnnotationsExtensions
{
    /// <summary>Whether the column is a vector that names all its slots.</summary>
    public static bool HasSlotNames(this DataViewSchema.Column column) =>
        column.Type is VectorDataViewType vector && column.HasSlotNames(vector.Size);

    /// <summary>The names of the slots.</summary>
    public static void GetSlotNames(this DataViewSchema.Column column, ref VBuffer<ReadOnlyMemory<char>> slotNames) =>
        column.Annotations.GetValue(AnnotationKinds.SlotNames, ref slotNames);

    /// <summary>Whether the column has keys and says what each stands for, in values of the given type or in text.</summary>
    public static bool HasKeyValues(this DataViewSchema.Column column, PrimitiveDataViewType keyValueItemType = null) =>
        PrimitiveTypes.ItemOf(column.Type) is KeyDataViewType key
        && column.Annotations.Schema.GetColumnOrNull(AnnotationKinds.KeyValues)?.Type is VectorDataViewType values
        && key.Count == (ulong)values.Size
        && (keyValueItemType ?? TextDataViewType.Instance).Equals(values.ItemType);

    /// <summary>What the keys stand for.</summary>
    public static void GetKeyValues<TValue>(this DataViewSchema.Column column, ref VBuffer<TValue> keyValues) =>
        column.Annotations.GetValue(AnnotationKinds.KeyValues, ref keyValues);

    /// <summary>Whether the column says that its values are normalized.</summary>
    public static bool IsNormalized(this DataViewSchema.Column column)
    {
        bool value = false;
        if (column.Annotations.Schema.GetColumnOrNull(AnnotationKinds.IsNormalized)?.Type is BooleanDataViewType)
            column.Annotations.GetValue(AnnotationKinds.IsNormalized, ref value);
        return value;
    }
}
