using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Tests.LowRankCompress;

/// <summary>Small data with known structure.</summary>
internal static class Rows
{
    public const int Width = 12;

    public sealed class Row
    {
        public bool Label { get; set; }

        public float Weight { get; set; } = 1;

        [VectorType(Width)]
        public float[] Features { get; set; } = new float[Width];
    }

    public sealed class Compressed
    {
        [VectorType]
        public float[] Z { get; set; } = [];
    }

    /// <summary>Rows of the given rank, plus a little noise when asked for, around a mean that is not zero.</summary>
    public static List<Row> LowRank(int count, int rank, double noise = 0, int seed = 1)
    {
        var random = new Random(seed);
        var loadings = Enumerable.Range(0, rank).Select(_ => Gaussians(random, Width)).ToArray();
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var factors = Gaussians(random, rank);
            var row = new Row { Label = factors[0] > 0 };
            for (int j = 0; j < Width; j++)
                row.Features[j] = (float)(1 + j + loadings.Select((l, k) => l[j] * factors[k] / (1 + k)).Sum() + noise * Gaussian(random));
            return row;
        })];
    }

    public static IDataView View(MLContext context, IEnumerable<Row> rows) => context.Data.LoadFromEnumerable(rows);

    public static float[][] Column(MLContext context, IDataView data, string name)
    {
        var result = new List<float[]>();
        using var cursor = data.GetRowCursor([data.Schema[name]]);
        var getter = cursor.GetGetter<VBuffer<float>>(data.Schema[name]);
        VBuffer<float> value = default;
        while (cursor.MoveNext())
        {
            getter(ref value);
            result.Add([.. value.DenseValues()]);
        }
        return [.. result];
    }

    public static double Gaussian(Random random)
        => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static double[] Gaussians(Random random, int count)
        => [.. Enumerable.Range(0, count).Select(_ => Gaussian(random))];
}
