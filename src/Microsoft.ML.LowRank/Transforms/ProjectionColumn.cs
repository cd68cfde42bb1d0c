using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Compression;

namespace Microsoft.ML.LowRank.Transforms;

/// <summary>One column of a fitted transformer: where it reads, where it writes, and the directions in between.</summary>
/// <param name="OutputColumnName">The column that is written.</param>
/// <param name="InputColumnName">The column that is read.</param>
/// <param name="Projection">The fitted directions.</param>
/// <param name="SlotNames">Names of the values of the uncompressed column, or null when they had none.</param>
internal sealed record ProjectionColumn(
    string OutputColumnName, string InputColumnName, LowRankProjection Projection, string[]? SlotNames)
{
    public static string[]? ReadSlotNames(DataViewSchema.Column column)
    {
        if (!column.HasSlotNames())
            return null;
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetSlotNames(ref names);
        return Array.ConvertAll([.. names.DenseValues()], name => name.ToString());
    }
}

/// <summary>Which way a fitted projection is used.</summary>
internal enum ProjectionDirection
{
    Compress,
    Reconstruct,
}
