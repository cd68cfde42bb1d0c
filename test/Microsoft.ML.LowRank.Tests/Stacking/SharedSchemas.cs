using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Testing;

namespace Microsoft.ML.LowRank.Tests.Stacking;

/// <summary>Schemas that trainers over vector columns must refuse.</summary>
internal static class SharedSchemas
{
    /// <summary>A vector column that is missing or of another type or size.</summary>
    public static IReadOnlyList<BadSchema> Vector(string column) =>
    [
        BadSchema.Missing(column),
        BadSchema.Text(column),
        new($"vectors of any size in {column}", table => table.Replacing(new TableColumn<VBuffer<float>>(
            column, new VectorDataViewType(NumberDataViewType.Single), Rows(table, column))), column, "fixed size"),
        new($"Doubles in {column}", table => table.Replacing(new TableColumn<VBuffer<double>>(
            column, new VectorDataViewType(NumberDataViewType.Double, 2),
            [.. Enumerable.Range(0, table.Count).Select(_ => new VBuffer<double>(2, [1, 2]))])), column, "Single", "Double"),
        new($"a narrower {column}", table => table.Replacing(Table.Vectors(
            column, [.. Rows(table, column).Select(row => row.DenseValues().Take(1).ToArray())])), column, "1")
        {
            SeenInShape = false,
            AcceptedByFit = true,
        },
    ];

    /// <summary>A label, weight or fold column that is missing or of another type: Fit refuses it, scoring needs none.</summary>
    public static IReadOnlyList<BadSchema> FitOnly(params IReadOnlyList<string> columns) =>
    [
        .. columns.SelectMany(column => new[]
        {
            BadSchema.Missing(column) with { RefusedByTransformer = false },
            new BadSchema($"vectors in {column}", table => table.Replacing(Table.Vectors(
                column, [.. Enumerable.Range(0, table.Count).Select(row => new float[] { row, 1 })])), column, "Vector")
            {
                RefusedByTransformer = false,
            },
        }),
    ];

    private static IReadOnlyList<VBuffer<float>> Rows(Table table, string column)
        => ((TableColumn<VBuffer<float>>)table[column]).Values;
}
