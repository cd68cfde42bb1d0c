using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The columns that evaluations read.</summary>
internal static class EvaluationColumns
{
    public static DataViewSchema.Column Find(IDataView data, string name, string role)
    {
        Contracts.CheckNonEmpty(name, role + "ColumnName");
        return data.Schema.GetColumnOrNull(name) ?? throw Contracts.MissingColumn(role, name, "schema");
    }

    public static DataViewSchema.Column Single(IDataView data, string name, string role) =>
        Find(data, name, role) is { Type: NumberDataViewType { RawType: var raw } } column && raw == typeof(float)
            ? column
            : throw Contracts.WrongType(role, name, "Single", data.Schema[name].Type, "schema");
}
