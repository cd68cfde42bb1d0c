using Microsoft.ML.LowRank.Quality.AnyLoss;
using Microsoft.ML.LowRank.Quality.Ctr;
using Microsoft.ML.LowRank.Quality.Ctr.Compression;
using Microsoft.ML.LowRank.Quality.Harness;
using Microsoft.ML.LowRank.Quality.Learners;
using Microsoft.ML.LowRank.Quality.Stacking;

namespace Microsoft.ML.LowRank.Quality;

/// <summary>The comparisons that every source of ML.NET can run.</summary>
internal static class EntryPoint
{
    public static IReadOnlyList<IComparison> Comparisons { get; } =
    [
        new StackingComparison("stacking", "Stacking against other ways to combine models", LinearLearners.For),
        new CtrTuning(),
        new CtrComparison(),
        new GeneratedTuning(),
        new GeneratedComparison(),
        new CompressionTuning(),
        new CompressionComparison(),
        new FactorComparison(),
        new AnyLossComparison(isTuning: true),
        new AnyLossComparison(isTuning: false),
    ];

    private static int Main(string[] args) => QualityProgram.Run(args, Comparisons);
}
