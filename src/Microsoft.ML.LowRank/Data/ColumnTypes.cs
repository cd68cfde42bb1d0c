using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Data;

/// <summary>Finds columns by name and says, in ML.NET's exception type, what is wrong with one that does not fit.</summary>
internal static class ColumnTypes
{
    public static DataViewSchema.Column Find(DataViewSchema schema, string name, string role)
        => schema.GetColumnOrNull(name) ?? throw Missing(name, role, schema.Select(column => column.Name));

    public static SchemaShape.Column Find(SchemaShape shape, string name, string role)
    {
        foreach (var column in shape)
        {
            if (column.Name == name)
                return column;
        }
        throw Missing(name, role, shape.Select(column => column.Name));
    }

    /// <summary>The number of values in a vector column of Single whose size is fixed.</summary>
    public static int RequireVector(DataViewSchema.Column column, string role)
    {
        if (column.Type is VectorDataViewType { Size: > 0 } vector && vector.ItemType == NumberDataViewType.Single)
            return vector.Size;
        throw Mismatch(column.Name, role, "a vector of Single of fixed size", column.Type.ToString()!);
    }

    public static void RequireVector(SchemaShape.Column column, string role)
    {
        if (column.Kind != SchemaShape.Column.VectorKind.Vector || column.ItemType != NumberDataViewType.Single || column.IsKey)
            throw Mismatch(column.Name, role, "a vector of Single of fixed size", Describe(column));
    }

    public static void RequireScalarSingle(SchemaShape.Column column, string role)
    {
        if (column.Kind != SchemaShape.Column.VectorKind.Scalar || column.ItemType != NumberDataViewType.Single || column.IsKey)
            throw Mismatch(column.Name, role, "Single", Describe(column));
    }

    public static void RequireLabel(SchemaShape.Column column, string role)
    {
        bool fits = column.Kind == SchemaShape.Column.VectorKind.Scalar
            && (column.IsKey || column.ItemType == NumberDataViewType.Single || column.ItemType == BooleanDataViewType.Instance);
        if (!fits)
            throw Mismatch(column.Name, role, "Boolean, Single or a key", Describe(column));
    }

    /// <summary>Requires a label that the task can learn from.</summary>
    public static void RequireLabel(SchemaShape.Column label, PredictionTask task)
    {
        bool isScalar = label.Kind == SchemaShape.Column.VectorKind.Scalar;
        var (fits, expected) = task switch
        {
            PredictionTask.Regression => (!label.IsKey && label.ItemType == NumberDataViewType.Single, "Single"),
            PredictionTask.BinaryClassification => (label.ItemType == BooleanDataViewType.Instance, "Boolean"),
            _ => (label.IsKey, "a key (MapValueToKey makes one)"),
        };
        if (!isScalar || !fits)
            throw Mismatch(label.Name, "label", expected, Describe(label));
    }

    public static ArgumentOutOfRangeException Mismatch(string name, string role, string expected, string found)
        => new(nameof(name), $"The {role} column '{name}' must hold {expected}, but it holds {found}.");

    private static ArgumentOutOfRangeException Missing(string name, string role, IEnumerable<string> known)
        => new(nameof(name), $"The {role} column '{name}' is not in the input, which has {Quote(known)}.");

    private static string Quote(IEnumerable<string> names)
    {
        const int shown = 10;
        var list = names.ToList();
        string text = string.Join(", ", list.Take(shown).Select(name => $"'{name}'"));
        return list.Count == 0 ? "no columns" : list.Count > shown ? $"{text} and {list.Count - shown} more" : text;
    }

    public static string Describe(SchemaShape.Column column)
    {
        string item = column.IsKey ? $"Key<{column.ItemType}>" : column.ItemType.ToString()!;
        return column.Kind switch
        {
            SchemaShape.Column.VectorKind.Vector => $"Vector<{item}>",
            SchemaShape.Column.VectorKind.VariableVector => $"VarVector<{item}>",
            _ => item,
        };
    }
}
