using Microsoft.ML.LowRank.Testing;

namespace Microsoft.ML.LowRank.Tests.LowRankCompress;

public sealed class LowRankCompressBatteryTests
{
    public static IEnumerable<object[]> Checks => EstimatorChecks.Rows(
        CompressFixtures.DenseExact,
        CompressFixtures.DenseWeighted,
        CompressFixtures.SparseRandomized,
        CompressFixtures.FisherWeighted,
        CompressFixtures.TwoColumns,
        CompressFixtures.InPlace);

    [SkippableTheory]
    [MemberData(nameof(Checks))]
    public void Holds(EstimatorCheck check) => check.Run();
}
