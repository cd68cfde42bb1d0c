namespace Microsoft.ML.Data;

/// <summary>The annotations that transforms give, in few words.</summary>
internal static class AnnotationBuilding
{
    public static void AddFlag(this DataViewSchema.Annotations.Builder builder, string kind) =>
        builder.AddPrimitiveValue(kind, BooleanDataViewType.Instance, true);

    public static void AddText(this DataViewSchema.Annotations.Builder builder, string kind, string value) =>
        builder.AddPrimitiveValue(kind, TextDataViewType.Instance, value.AsMemory());

    public static void AddVector<T>(this DataViewSchema.Annotations.Builder builder, string kind, VectorDataViewType type, T[] values) =>
        builder.Add(kind, type, (ref VBuffer<T> value) => new VBuffer<T>(values.Length, values).CopyTo(ref value));

    public static void AddSlotNames(this DataViewSchema.Annotations.Builder builder, IReadOnlyCollection<string> names, params int[] dimensions) =>
        builder.AddVector(
            AnnotationKinds.SlotNames,
            new VectorDataViewType(TextDataViewType.Instance, dimensions.Length == 0 ? [names.Count] : dimensions),
            names.Select(name => name.AsMemory()).ToArray());

    /// <summary>Pairs of first and last slot.</summary>
    public static void AddCategoricalRanges(this DataViewSchema.Annotations.Builder builder, int[] ranges) =>
        builder.AddVector(
            AnnotationKinds.CategoricalSlotRanges, new VectorDataViewType(NumberDataViewType.Int32, ranges.Length / 2, 2), ranges);

    /// <summary>An annotation that holds a vector of text as strings, or null.</summary>
    public static string[] TextsOrNull(this DataViewSchema.Column column, string kind, int size)
    {
        if (column.Annotations.Schema.GetColumnOrNull(kind)?.Type is not VectorDataViewType { ItemType: TextDataViewType } type || type.Size != size)
            return null;
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.Annotations.GetValue(kind, ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }

    /// <summary>The pairs of first and last slot of a column's categories; none where it has none.</summary>
    public static int[] CategoricalRanges(this DataViewSchema.Column column)
    {
        if (column.Annotations.Schema.GetColumnOrNull(AnnotationKinds.CategoricalSlotRanges) is null)
            return [];
        VBuffer<int> ranges = default;
        column.Annotations.GetValue(AnnotationKinds.CategoricalSlotRanges, ref ranges);
        return [.. ranges.DenseValues()];
    }
}
