using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Transforms;

/// <summary>The promise of a schema: the input's columns with vectors of Single added or replaced.</summary>
internal static class OutputShape
{
    public static SchemaShape Add(SchemaShape input, IEnumerable<(string Name, bool HasSlotNames)> added)
    {
        var columns = input.ToDictionary(column => column.Name);
        foreach (var (name, hasSlotNames) in added)
        {
            SchemaShape? annotations = hasSlotNames
                ? new SchemaShape([new SchemaShape.Column(
                    SlotNames.Kind, SchemaShape.Column.VectorKind.Vector, TextDataViewType.Instance, false)])
                : null;
            columns[name] = new SchemaShape.Column(
                name, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, false, annotations);
        }
        return new SchemaShape(columns.Values);
    }
}
