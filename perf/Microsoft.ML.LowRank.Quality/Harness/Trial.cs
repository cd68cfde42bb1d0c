using Microsoft.ML.LowRank.Quality.Sets;
using Microsoft.ML.LowRank.Samples.Learning;

namespace Microsoft.ML.LowRank.Quality.Harness;

/// <summary>One seed on one set.</summary>
/// <param name="Set">The set.</param>
/// <param name="Seed">What the rows were drawn and divided by, and the seed of everything else that is random.</param>
/// <param name="DataFolder">The folder of the sets.</param>
/// <param name="Folder">Where parts of the work may be kept for later runs.</param>
/// <param name="Say">Is told what goes on.</param>
internal sealed record Trial(QualitySet Set, int Seed, string DataFolder, string Folder, Action<string> Say)
{
    /// <summary>The columns; read when they are first asked for.</summary>
    public Dataset Data
    {
        get => field ??= Set.Load(DataFolder);
        init;
    }

    /// <summary>Which rows; drawn when they are first asked for.</summary>
    public OuterSplit Rows
    {
        get => field ??= OuterSplit.Draw(Data, Set.MostRows, Seed);
        init;
    }

    /// <summary>Names the trial in files.</summary>
    public string Name => $"{Set.Name}-{Rows.Count}-{Seed}";

    public Outcome Outcome(string method, IReadOnlyDictionary<string, double> values, double seconds) =>
        Outcome(method, Rows.Count, values, seconds);

    /// <summary>An outcome of a comparison that divides the rows itself.</summary>
    public Outcome Outcome(string method, int rows, IReadOnlyDictionary<string, double> values, double seconds) =>
        new(Set.Name, Set.MostRows, rows, Seed, method, values, seconds);
}
