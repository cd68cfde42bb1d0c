using Microsoft.ML.LowRank.Samples.Tables;

namespace Microsoft.ML.LowRank.Samples.Tests;

internal static class TestColumns
{
    public static RawColumn Of(string name, params string[] cells)
    {
        var column = new RawColumn(name);
        foreach (string cell in cells)
            column.Add(cell);
        return column;
    }

    public static RawTable Table(params RawColumn[] columns) => new("data", columns, columns[0].Codes.Count);
}
