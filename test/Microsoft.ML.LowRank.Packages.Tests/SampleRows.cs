using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Packages.Tests;

public sealed class SampleRow
{
    public const int Width = 20;

    public bool Label { get; set; }

    [VectorType(Width)]
    public float[] Features { get; set; } = new float[Width];

    /// <summary>Rows whose label depends on two directions of twenty columns.</summary>
    public static List<SampleRow> Generate(int count, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            float u = random.NextSingle() - 0.5f, v = random.NextSingle() - 0.5f;
            return new SampleRow
            {
                Label = u * v > 0,
                Features = [.. Enumerable.Range(1, Width).Select(i => u * i + v / i + 0.01f * random.NextSingle())],
            };
        })];
    }
}

public sealed class SampleScore
{
    public float Score { get; set; }
}
