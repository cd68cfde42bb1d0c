using Microsoft.ML.LowRank.Quality;
using Microsoft.ML.LowRank.Quality.Stacking;

namespace Microsoft.ML.LowRank.Packages.Quality;

/// <summary>The comparisons of every source of ML.NET, and those with learners that only the packages have.</summary>
internal static class EntryPoint
{
    private static int Main(string[] args) => QualityProgram.Run(args,
    [
        .. Microsoft.ML.LowRank.Quality.EntryPoint.Comparisons,
        new StackingComparison(
            "stacking-trees", "Stacking of trees and linear models against other ways to combine them", TreeLearners.For, slowness: 3),
        new CtrTreesComparison(),
    ]);
}
