using Microsoft.ML.LowRank.Samples.Learning;
using Microsoft.ML.LowRank.Samples.Tables;

namespace Microsoft.ML.LowRank.Quality.Sets;

/// <summary>
/// Which rows are learned from and which only judge: a quarter of each class, of numbers a quarter of all. Rows come in
/// random order, so that nothing that a file is sorted by reaches a trainer.
/// </summary>
/// <param name="Training">Rows to learn from.</param>
/// <param name="Test">Rows to judge by.</param>
internal sealed record OuterSplit(int[] Training, int[] Test)
{
    private const int TestShare = 4;

    public int Count => Training.Length + Test.Length;

    /// <param name="data">The set.</param>
    /// <param name="most">Most rows to draw.</param>
    /// <param name="seed">Another seed draws other rows and divides them otherwise.</param>
    public static OuterSplit Draw(Dataset data, int most, int seed)
    {
        int[] drawn = [.. data.Rows.OrderBy(row => Place(row, seed)).Take(most)];
        var classes = data.Label as ClassLabel;
        List<int> training = [], test = [];
        foreach (var group in drawn.GroupBy(row => classes?.Codes[row] ?? 0))
        {
            int[] own = [.. group];
            // Of a class with very few rows most are learned from.
            int held = own.Length / TestShare;
            test.AddRange(own[..held]);
            training.AddRange(own[held..]);
        }
        return new OuterSplit(
            [.. training.OrderBy(row => Place(row, seed))], [.. test.OrderBy(row => Place(row, seed))]);
    }

    /// <summary>Distinct for rows of a seed, and in another order for another.</summary>
    private static ulong Place(int row, int seed) => RowSplit.Hash(((ulong)(uint)seed << 32) + (ulong)row + 1);
}
