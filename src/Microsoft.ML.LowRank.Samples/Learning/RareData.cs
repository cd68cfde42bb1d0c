using Microsoft.ML.LowRank.Samples.Tables;

namespace Microsoft.ML.LowRank.Samples.Learning;

/// <summary>Data of two classes, of which one has about a row in 50: a logistic model of a dozen columns, some of which matter in pairs only.</summary>
internal static class RareData
{
    public const int RowCount = 30_000;
    public const int QuickRowCount = 6_000;

    private const int ColumnCount = 12;

    public static Dataset Make(int seed, int rowCount)
    {
        var random = new Random(seed);
        var columns = new float[ColumnCount][];
        for (int j = 0; j < ColumnCount; j++)
            columns[j] = new float[rowCount];
        var label = new int[rowCount];
        for (int row = 0; row < rowCount; row++)
        {
            for (int j = 0; j < ColumnCount; j++)
                columns[j][row] = (float)(random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5) * 2;
            double logit = -6.2 + (1.4 * (columns[0][row] + columns[1][row])) + columns[2][row] + (0.9 * columns[3][row] * columns[4][row])
                + (0.6 * columns[5][row] * columns[6][row]);
            label[row] = random.NextDouble() < 1 / (1 + Math.Exp(-logit)) ? 1 : 0;
        }
        return new Dataset(
            "generated data with a rare class",
            [.. columns.Select((values, j) => new NumberColumn($"x{j}", values))],
            new ClassLabel("label", LearningTask.Binary, ["0", "1"], label),
            rowCount,
            []);
    }
}
