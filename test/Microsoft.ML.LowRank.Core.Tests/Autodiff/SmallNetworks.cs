using Microsoft.ML.LowRank.Features;
using Microsoft.ML.LowRank.Networks;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Core.Tests.Autodiff;

/// <summary>Networks with most of the operations, and batches for them.</summary>
internal static class SmallNetworks
{
    private static readonly NetworkShape Shape = new(4, 400, 0, 0, 2, 1);

    public static TheoryData<string> Names => [nameof(DeepFm), nameof(Dcn2)];

    public static TestNetwork Make(string name) => new(
        name == nameof(DeepFm) ? new DeepFm { HiddenUnits = [12, 7] } : new Dcn2 { HiddenUnits = [12, 7], Rank = 3, Experts = 2 },
        Shape, 5, new CpuBackend(1), capacity: 200);

    public static EncodedBatch Batch(int rows, int seed)
    {
        var random = new Random(seed);
        return new EncodedBatch
        {
            Rows = rows,
            Fields = 4,
            Numbers = 2,
            TargetCount = 1,
            Ids = [.. Enumerable.Range(0, rows * 4).Select(i => (i % 4 * 100) + random.Next(100))],
            Values = [.. Enumerable.Range(0, rows * 2).Select(_ => (float)random.NextDouble() - 0.5f)],
            Targets = [.. Enumerable.Range(0, rows).Select(_ => (float)random.Next(2))],
        };
    }
}
