using Microsoft.ML.LowRank.Testing;
using Microsoft.ML.LowRank.Tests.Networks;

namespace Microsoft.ML.LowRank.Tests.NetworkCompression;

/// <summary>Trainers that compress are trainers like others.</summary>
public sealed class CompressionBatteryTests
{
    public static IEnumerable<object[]> Checks => EstimatorChecks.Rows(CtrFixtures.Compressed, NeuralNetworkFixtures.Compressed);

    [SkippableTheory]
    [MemberData(nameof(Checks))]
    public void Holds(EstimatorCheck check) => check.Run();
}
