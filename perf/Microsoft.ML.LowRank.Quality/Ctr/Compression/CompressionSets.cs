using Microsoft.ML.LowRank.Quality.Sets;
using Microsoft.ML.LowRank.Samples.Generate;
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
    public const int LogRows = 200_000;

    // As in the comparison on the whole log: rarer ids have no effect of their own.
    private const int LeastCount = (int)(0.8 * ClickLog.LeastShare * LogRows);

    public static IReadOnlyList<CompressionSet> Real { get; } =
        [.. CtrSets.All.Select(set => new CompressionSet(set.Set, set.Settings, folder => new EncodedTable(set.Read(folder)), 60))];

    public static IReadOnlyList<CompressionSet> All { get; } =
    [
        .. Real,
        new(new("log", "", "click", LearningTask.Binary) { MostRows = LogRows },
            new CtrSettings { EmbeddingDimension = 8, BatchSize = 512, LearningRate = 2e-3, Penalty = 0, Dropout = 0, Patience = 1 },
            _ => new GeneratedRows(LogRows, LeastCount), 240)
        {
            // Attention over 39 fields would take longer than all else.
            Models = [.. CtrModel.Main.Where(model => model.Name != "AutoInt+")],
        },
    ];

    public static CompressionSet Of(QualitySet set) => All.First(own => own.Set == set);
}
