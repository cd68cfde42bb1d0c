namespace Microsoft.ML.LowRank.Testing.Tests;

/// <summary>A small table with a label that the features explain in part.</summary>
internal static class TestData
{
    public const int Width = 4;

    public static Table Labelled(int rows = 90, int seed = 7)
    {
        var random = new Random(seed);
        float[][] features = [.. Enumerable.Range(0, rows).Select(_ => Enumerable.Range(0, Width)
            .Select(slot => ((random.NextSingle() - 0.5f) * (slot + 1)) + slot).ToArray())];
        bool[] labels = [.. features.Select(row => row[0] - (row[1] - 1) + ((random.NextSingle() - 0.5f) * 0.8f) > 0)];
        return new Table(
            Table.Numbers("Id", [.. Enumerable.Range(0, rows).Select(row => (float)row)]),
            Table.Vectors("Features", features),
            Table.Booleans("Label", labels),
            Table.Numbers("Weight", [.. Enumerable.Repeat(1f, rows)]));
    }

    public sealed class Row
    {
        public float Id { get; set; }

        public float[] Features { get; set; } = [];

        public bool Label { get; set; }

        public float Weight { get; set; }
    }
}
