using Microsoft.ML.LowRank.Testing;

namespace Microsoft.ML.LowRank.Tests.Thresholds;

public sealed class ThresholdBatteryTests
{
    public static IEnumerable<object[]> Checks => EstimatorChecks.Rows(ThresholdFixtures.OfScores, ThresholdFixtures.OfProbabilities);

    [SkippableTheory]
    [MemberData(nameof(Checks))]
    public void Holds(EstimatorCheck check) => check.Run();
}
