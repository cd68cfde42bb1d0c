using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Transforms;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>Names of the values of a vector column: its slot names, or the column's name with the number of the slot.</summary>
internal static class VectorNames
{
    public static string[] Of(DataViewSchema.Column column)
    {
        int size = ((VectorDataViewType)column.Type).Size;
        string[]? names = ProjectionColumn.ReadSlotNames(column);
        return [.. Enumerable.Range(0, size).Select(i => string.IsNullOrEmpty(names?[i])
            ? string.Create(CultureInfo.InvariantCulture, $"{column.Name}.{i}") : names[i])];
    }
}
