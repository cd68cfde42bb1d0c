using Microsoft.ML.LowRank.Testing;

namespace Microsoft.ML.LowRank.Tests.Networks;

public sealed class NetworkBatteryTests
{
    public static IEnumerable<object[]> Checks => EstimatorChecks.Rows(
        CtrFixtures.Mixed,
        CtrFixtures.Chosen,
        CtrFixtures.Hashed,
        CtrFixtures.Crossed,
        CtrFixtures.Attending,
        NeuralNetworkFixtures.Regression,
        NeuralNetworkFixtures.RegressionOfCategories,
        NeuralNetworkFixtures.Binary,
        NeuralNetworkFixtures.BinaryOfCategories,
        NeuralNetworkFixtures.BinaryByMetric,
        NeuralNetworkFixtures.BinaryByMetricCalibrated,
        NeuralNetworkFixtures.MulticlassByMetric,
        CtrFixtures.ByMetric,
        NeuralNetworkFixtures.Multiclass,
        NeuralNetworkFixtures.MulticlassOfCategories);

    [SkippableTheory]
    [MemberData(nameof(Checks))]
    public void Holds(EstimatorCheck check) => check.Run();
}
