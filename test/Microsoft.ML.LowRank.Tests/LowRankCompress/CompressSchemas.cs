using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Testing;

namespace Microsoft.ML.LowRank.Tests.LowRankCompress;

/// <summary>Schemas that LowRankCompress must refuse.</summary>
internal static class CompressSchemas
{
    public static IReadOnlyList<BadSchema> Bad(string column) =>
    [
        BadSchema.Missing(column),
        BadSchema.Text(column),
        VariableSize(column),
        OtherWidth(column),
        Doubles(column),
    ];

    private static BadSchema VariableSize(string column) => new($"vectors of any size in {column}",
        table => table.Replacing(new TableColumn<VBuffer<float>>(
            column, new VectorDataViewType(NumberDataViewType.Single), Rows(table, column))),
        column, "fixed size");

    private static BadSchema Doubles(string column) => new($"Doubles in {column}",
        table => table.Replacing(new TableColumn<VBuffer<double>>(
            column, new VectorDataViewType(NumberDataViewType.Double, 2),
            [.. Enumerable.Range(0, table.Count).Select(_ => new VBuffer<double>(2, [1, 2]))])),
        column, "Single", "Double");

    private static BadSchema OtherWidth(string column) => new($"a narrower {column}",
        table => table.Replacing(Table.Vectors(
            column, [.. Rows(table, column).Select(row => row.DenseValues().Take(5).ToArray())])),
        column, "5")
    {
        SeenInShape = false,
        AcceptedByFit = true,
    };

    private static IReadOnlyList<VBuffer<float>> Rows(Table table, string column)
        => ((TableColumn<VBuffer<float>>)table[column]).Values;
}
