using Microsoft.ML.LowRank.Quality.Sets;

namespace Microsoft.ML.LowRank.Quality.Ctr.Compression;

/// <summary>A set whose networks are compressed.</summary>
/// <param name="Set">Its name.</param>
/// <param name="Settings">With which numbers its networks are trained.</param>
/// <param name="Read">Encodes its rows; given the folder of the sets.</param>
/// <param name="Seconds">About what a seed takes on two processors.</param>
internal sealed record CompressionSet(QualitySet Set, CtrSettings Settings, Func<string, IEncodedRows> Read, double Seconds);

/// <summary>The sets, in the order of the tables, as they are compared with PyTorch.</summary>
internal static class CompressionSets
{
    public static IReadOnlyList<CompressionSet> All { get; } =
        [.. CtrSets.All.Select(set => new CompressionSet(set.Set, set.Settings, folder => new EncodedTable(set.Read(folder)), 60))];

    public static CompressionSet Of(QualitySet set) => All.First(own => own.Set == set);
}
