using Microsoft.ML.LowRank.Quality.Sets;
using Microsoft.ML.LowRank.Samples.Learning;

namespace Microsoft.ML.LowRank.Quality.Harness;

/// <summary>One set with one seed: rows to learn from, and rows that are touched only to judge.</summary>
/// <param name="Set">What it is a trial on.</param>
/// <param name="Seed">What the rows were drawn and divided by, and the seed of everything else that is random.</param>
/// <param name="Data">The columns.</param>
/// <param name="Rows">Which rows.</param>
/// <param name="Folder">Where parts of the work may be kept for later runs.</param>
/// <param name="Say">Is told what goes on.</param>
internal sealed record Trial(
    QualitySet Set, int Seed, Dataset Data, OuterSplit Rows, string Folder, Action<string> Say)
{
    /// <summary>Names the trial in files.</summary>
    public string Name => $"{Set.Name}-{Rows.Count}-{Seed}";

    public Outcome Outcome(string method, IReadOnlyDictionary<string, double> values, double seconds) =>
        new(Set.Name, Set.MostRows, Rows.Count, Seed, method, values, seconds);
}
