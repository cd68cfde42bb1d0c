using Microsoft.ML.LowRank.Testing;

namespace Microsoft.ML.LowRank.Tests.Linear;

public sealed class LinearBatteryTests
{
    public static IEnumerable<object[]> Checks => EstimatorChecks.Rows(
        LinearFixtures.Regression,
        LinearFixtures.Drawn,
        LinearFixtures.Logistic,
        AnyLossFixtures.Weighted,
        AnyLossFixtures.Calibrated);

    [SkippableTheory]
    [MemberData(nameof(Checks))]
    public void Holds(EstimatorCheck check) => check.Run();
}
