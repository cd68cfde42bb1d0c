using Microsoft.ML.LowRank.Samples.Tables;

namespace Microsoft.ML.LowRank.Samples.Learning;

/// <summary>
/// Data of known rank: x = A z, with z a few normal factors and A a fixed matrix, so that many columns hold no more than
/// the few factors do. The label is drawn from a logistic model of the factors.
/// </summary>
internal static class GeneratedData
{
    public const int ColumnCount = 64;
    public const int Rank = 8;
    public const int RowCount = 20_000;
    public const int QuickRowCount = 2_000;

    private const double Signal = 2;

    public static Dataset Make(int seed, int rowCount)
    {
        var random = new Random(seed);
        double[] mixing = [.. Enumerable.Range(0, ColumnCount * Rank).Select(_ => Normal(random))];
        double[] direction = [.. Enumerable.Range(0, Rank).Select(_ => Normal(random))];
        double length = Math.Sqrt(direction.Sum(w => w * w));
        var columns = new float[ColumnCount][];
        for (int j = 0; j < ColumnCount; j++)
            columns[j] = new float[rowCount];
        var label = new int[rowCount];
        var factors = new double[Rank];
        for (int row = 0; row < rowCount; row++)
        {
            for (int k = 0; k < Rank; k++)
                factors[k] = Normal(random);
            for (int j = 0; j < ColumnCount; j++)
                columns[j][row] = (float)Dot(mixing.AsSpan(j * Rank, Rank), factors);
            double logit = Signal * Dot(direction, factors) / length;
            label[row] = random.NextDouble() < 1 / (1 + Math.Exp(-logit)) ? 1 : 0;
        }
        return new Dataset(
            $"generated data of rank {Rank}",
            [.. columns.Select((values, j) => new NumberColumn($"x{j}", values))],
            new ClassLabel("label", LearningTask.Binary, ["0", "1"], label),
            rowCount,
            []);
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }

    /// <summary>Box and Muller: one normal number of two uniform ones.</summary>
    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
