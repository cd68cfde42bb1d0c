using Microsoft.ML.LowRank.Testing;

namespace Microsoft.ML.LowRank.Tests.Stacking;

public sealed class MetaLearnerBatteryTests
{
    public static IEnumerable<object[]> Checks => EstimatorChecks.Rows(
        MetaLearnerFixtures.Regression,
        MetaLearnerFixtures.Binary,
        MetaLearnerFixtures.Multiclass);

    [SkippableTheory]
    [MemberData(nameof(Checks))]
    public void Holds(EstimatorCheck check) => check.Run();
}
