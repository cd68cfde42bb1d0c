using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Tests.Importance;

/// <summary>Rows of all kinds of columns, with a label that some of them make.</summary>
internal static class ImportanceData
{
    private static readonly string[] Cities = ["Bern", "Oslo", "Riga"];

    public sealed class Row
    {
        public bool Label { get; set; }

        public float Weight { get; set; } = 1;

        public float Strong { get; set; }

        public float Weak { get; set; }

        public float Unused { get; set; }

        public string City { get; set; } = "";

        [VectorType(3)]
        public float[] Vector { get; set; } = [];

        [VectorType(2)]
        public string[] Words { get; set; } = [];

        public Row Copy() => (Row)MemberwiseClone();
    }

    public static List<Row> Rows(int count, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var row = new Row
            {
                Strong = (random.NextSingle() * 2) - 1,
                Weak = (random.NextSingle() * 2) - 1,
                Unused = random.NextSingle(),
                City = Cities[random.Next(3)],
                Vector = [random.NextSingle() - 0.5f, 0, random.NextSingle() - 0.5f],
                Words = [Cities[random.Next(3)], Cities[random.Next(3)]],
            };
            double logit = (4 * row.Strong) + row.Weak + (row.City == "Oslo" ? 2 : 0) + (4 * row.Vector[2]) - (row.Words[1] == "Riga" ? 2 : 0);
            row.Label = random.NextDouble() < 1 / (1 + Math.Exp(-logit));
            return row;
        })];
    }

    public static IDataView View(MLContext context, IEnumerable<Row> rows) => context.Data.LoadFromEnumerable(rows);

    /// <summary>A chain of ML.NET's own.</summary>
    public static ITransformer Fit(MLContext context, IDataView data) => context.Transforms.Categorical.OneHotEncoding("CityCode", "City")
        .Append(context.Transforms.Categorical.OneHotEncoding("WordCodes", "Words"))
        .Append(context.Transforms.Concatenate("Features", "Strong", "Weak", "CityCode", "Vector", "WordCodes"))
        .Append(context.BinaryClassification.Trainers.LbfgsLogisticRegression(l2Regularization: 1e-3f))
        .Fit(data);

    public static Func<IDataView, double> Auc(MLContext context) =>
        scored => context.BinaryClassification.Evaluate(scored).AreaUnderRocCurve;
}
