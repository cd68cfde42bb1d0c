using Microsoft.ML.LowRank.Testing;
using Microsoft.ML.LowRank.Tests.Stacking;

namespace Microsoft.ML.LowRank.Tests.Linear;

public sealed class LinearBatteryTests
{
    public static IEnumerable<object[]> Checks => EstimatorChecks.Rows(LinearFixtures.Regression, LinearFixtures.Drawn);

    public static IEnumerable<object[]> LogisticChecks => EstimatorChecks.Rows(LinearFixtures.Logistic);

    [SkippableTheory]
    [MemberData(nameof(Checks))]
    public void Holds(EstimatorCheck check) => check.Run();

    [SkippableTheory]
    [MemberData(nameof(LogisticChecks))]
    public void Holds_for_classes(EstimatorCheck check)
    {
        Skip.IfNot(StackData.HasLogistic, "Logistic loss cannot be fitted yet.");
        check.Run();
    }
}
