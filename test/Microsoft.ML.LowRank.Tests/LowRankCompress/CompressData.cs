using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Testing;

namespace Microsoft.ML.LowRank.Tests.LowRankCompress;

/// <summary>Rows of low rank plus noise, dense and sparse, with a label and weights.</summary>
internal static class CompressData
{
    public const int DenseWidth = 12;
    public const int SparseWidth = 200;

    public static Table Create(int rows = 120, int seed = 11)
    {
        var random = new Random(seed);
        float Noise() => random.NextSingle() - 0.5f;
        float[][] factors = [.. Enumerable.Range(0, 3)
            .Select(_ => Enumerable.Range(0, DenseWidth).Select(_ => Noise()).ToArray())];
        var dense = new float[rows][];
        var sparse = new VBuffer<float>[rows];
        bool[] labels = new bool[rows];
        float[] weights = new float[rows];
        for (int row = 0; row < rows; row++)
        {
            // Directions of clearly different strength, so that rounding cannot exchange them.
            float[] strengths = [9 * Noise(), 5 * Noise(), 2 * Noise()];
            dense[row] = [.. Enumerable.Range(0, DenseWidth).Select(slot
                => strengths.Select((s, i) => s * factors[i][slot])
                    .Sum() + (0.2f * (slot + 1) / DenseWidth * Noise()) + slot)];
            sparse[row] = SparseRow(random, (row % 4) + 1);
            labels[row] = strengths[2] + (0.3f * Noise()) > 0;
            weights[row] = 0.5f + random.NextSingle();
        }
        return new Table(
            Table.Vectors("Dense", dense),
            new TableColumn<VBuffer<float>>("Sparse", new VectorDataViewType(NumberDataViewType.Single, SparseWidth),
                sparse),
            Table.Booleans("Label", labels),
            Table.Numbers("Weight", weights));
    }

    /// <summary>Two dozen words, of which the first few of a topic are frequent.</summary>
    private static VBuffer<float> SparseRow(Random random, int topic)
    {
        int[] slots = [.. Enumerable.Range(0, 24)
            .Select(_ => (topic * 40) + (int)(40 * Math.Pow(random.NextDouble(), 3 + topic)) - 1).Distinct().Order()];
        return new VBuffer<float>(SparseWidth, slots.Length, [.. slots.Select(_ => topic + random.NextSingle())],
            slots);
    }

    /// <summary>A row as <c>PredictionEngine</c> takes it.</summary>
    public sealed class Row
    {
        public float[] Dense { get; set; } = [];

        public VBuffer<float> Sparse { get; set; }

        public bool Label { get; set; }

        public float Weight { get; set; }
    }

    public sealed class DenseCodes
    {
        public float[] Codes { get; set; } = [];
    }

    public sealed class DenseInPlace
    {
        public float[] Dense { get; set; } = [];
    }

    public sealed class SparseCodes
    {
        [ColumnName("SparseCodes")]
        public float[] Values { get; set; } = [];
    }

    public sealed class BothCodes
    {
        public float[] Codes { get; set; } = [];

        public float[] SparseCodes { get; set; } = [];
    }
}
