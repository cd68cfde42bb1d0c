using Microsoft.ML.LowRank.Quality.Sets;
using Microsoft.ML.LowRank.Samples.Learning;

namespace Microsoft.ML.LowRank.Quality.Ctr.Compression;

/// <summary>A set whose networks are compressed.</summary>
/// <param name="Set">Its name.</param>
/// <param name="Settings">With which numbers its networks are trained.</param>
/// <param name="Read">Encodes its rows; given the folder of the sets.</param>
/// <param name="Seconds">About what a seed takes on two processors.</param>
internal sealed record CompressionSet(QualitySet Set, CtrSettings Settings, Func<string, IEncodedRows> Read, double Seconds)
{
    public IReadOnlyList<CtrModel> Models { get; init; } = CtrModel.Main;
}

/// <summary>The sets, in the order of the tables: the real ones, as they are compared with PyTorch, and a part of the generated log.</summary>
internal static class CompressionSets
{
    private const int LogRows = 300_000;

    // Ids that training rows have less often share the vector of ids not seen.
    private const int LeastCount = 10;

    public static IReadOnlyList<CompressionSet> Real { get; } =
        [.. CtrSets.All.Select(set => new CompressionSet(set.Set, set.Settings, folder => new EncodedTable(set.Read(folder)), 60))];

    public static IReadOnlyList<CompressionSet> All { get; } =
    [
        .. Real,
        new(new("log", "", "click", LearningTask.Binary) { MostRows = LogRows },
            new CtrSettings { BatchSize = 1_024, LearningRate = 2e-3, Penalty = 1e-5, Dropout = 0, MaximumEpochs = 4, Patience = 1 },
            _ => new GeneratedRows(LogRows, LeastCount), 200),
    ];

    public static CompressionSet Of(QualitySet set) => All.First(own => own.Set == set);
}
