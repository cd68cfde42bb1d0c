using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Data;

namespace Microsoft.ML.LowRank.Thresholds;

/// <summary>
/// Reads a column that tells two classes apart: Boolean, numbers of which those above 0 are positive, or a key of which the
/// second value is, all as ML.NET's own evaluator reads labels.
/// </summary>
internal sealed class ClassReader(DataViewRow row, DataViewSchema.Column column, string role)
{
    private readonly Func<float> _class = LabelReader.Open(row, column);

    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of another type.</exception>
    public static DataViewSchema.Column Find(DataViewSchema schema, string name, string role)
    {
        var column = ColumnTypes.Find(schema, name, role);
        bool fits = column.Type is BooleanDataViewType or KeyDataViewType || column.Type == NumberDataViewType.Single;
        if (!fits)
            throw ColumnTypes.Mismatch(name, role, "Boolean, Single or a key", column.Type.ToString()!);
        if (column.Type is KeyDataViewType { Count: > 2 } key)
            throw ColumnTypes.Mismatch(name, role, "two classes", $"a key of {key.Count}");
        return column;
    }

    /// <summary>Whether the class of the current row is the positive one.</summary>
    /// <exception cref="InvalidOperationException">The value is missing or not finite.</exception>
    public bool Read()
    {
        float value = _class();
        return float.IsFinite(value) ? value > 0 : throw new InvalidOperationException(
            $"Row {row.Position}, {role} column '{column.Name}' is missing or not finite; remove such rows (FilterRowsByMissingValues).");
    }
}
