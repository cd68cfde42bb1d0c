using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>How estimators read and write shapes.</summary>
internal static class Shapes
{
    /// <summary>The column called <paramref name="name"/>, which must be there.</summary>
    public static SchemaShape.Column Find(this SchemaShape shape, string name, string role = "input") =>
        Contracts.CheckValue(shape, "inputSchema").TryFindColumn(name, out var column)
            ? column
            : throw Contracts.MissingColumn(role, name);

    /// <summary>The shape with columns added; one of a known name takes the place of the old one.</summary>
    public static SchemaShape With(this SchemaShape shape, params IEnumerable<SchemaShape.Column> added)
    {
        var columns = shape.ToList();
        foreach (var column in added)
        {
            int same = columns.FindIndex(c => c.Name == column.Name);
            if (same < 0)
                columns.Add(column);
            else
                columns[same] = column;
        }

        return new SchemaShape(columns);
    }

    /// <summary>The same column under another name.</summary>
    public static SchemaShape.Column Renamed(this SchemaShape.Column column, string name) =>
        new(name, column.Kind, column.ItemType, column.IsKey, column.Annotations);

    /// <summary>Those annotations of a column whose kinds are given.</summary>
    public static IEnumerable<SchemaShape.Column> Annotated(this SchemaShape.Column column, params string[] kinds) =>
        column.Annotations.Where(annotation => kinds.Contains(annotation.Name));

    public static SchemaShape.Column Flag(string kind) =>
        new(kind, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, false);

    public static SchemaShape.Column Texts(string kind) =>
        new(kind, SchemaShape.Column.VectorKind.Vector, TextDataViewType.Instance, false);

    public static SchemaShape.Column Numbers(string kind, DataViewType type) =>
        new(kind, SchemaShape.Column.VectorKind.Vector, type, false);
}
