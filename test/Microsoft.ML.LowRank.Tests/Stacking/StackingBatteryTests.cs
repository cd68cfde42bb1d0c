using Microsoft.ML.LowRank.Testing;

namespace Microsoft.ML.LowRank.Tests.Stacking;

public sealed class StackingBatteryTests
{
    public static IEnumerable<object[]> Checks => EstimatorChecks.Rows(
        StackingFixtures.Instances,
        StackingFixtures.Recipes,
        StackingFixtures.Averaged,
        StackingFixtures.Binary,
        StackingFixtures.Multiclass);

    [SkippableTheory]
    [MemberData(nameof(Checks))]
    public void Holds(EstimatorCheck check) => check.Run();
}
