namespace Microsoft.ML.LowRank.Features;

/// <summary>Rows of every kind of field, as a function of their number.</summary>
internal static class Sample
{
    public static readonly FeatureField[] Fields =
    [
        new("site", FieldKind.Category) { MinimumCount = 2 },
        new("device", FieldKind.Category) { HashBits = 5 },
        new("tags", FieldKind.Category) { IsMultiValued = true },
        new("words", FieldKind.Category) { IsMultiValued = true, Pooling = CategoryPooling.Sum, HashBits = 6 },
        new("clicks", FieldKind.Number),
        new("age", FieldKind.Number) { Encoding = NumericEncoding.QuantileBins, BinCount = 5 },
        new("price", FieldKind.Number) { Encoding = NumericEncoding.Standardized },
        new("height", FieldKind.Number) { Encoding = NumericEncoding.Standardized },
        new("vector", FieldKind.SparseVector) { SlotCount = 9 },
    ];

    public static void Give(IFeatureSink sink, int row)
    {
        var random = new Random(row);
        sink.BeginRow();
        if (row % 7 != 0)
            sink.Text(0, $"site{random.Next(40)}");
        sink.Integer(1, (ulong)random.Next(100));
        for (int i = random.Next(4); i > 0; i--)
            sink.Text(2, $"tag{random.Next(12)}");
        for (int i = random.Next(3); i > 0; i--)
            sink.Text(3, $"word{random.Next(50)}");
        sink.Number(4, row % 11 == 0 ? float.NaN : random.Next(100_000) - 50);
        sink.Number(5, random.Next(90));
        if (row % 5 == 0)
            sink.Missing(6);
        else
            sink.Number(6, (float)random.NextDouble() * 100);
        sink.Number(7, 180 + random.Next(10));
        for (int i = random.Next(5); i > 0; i--)
            sink.Weighted(8, random.Next(9), random.Next(1, 5));
        sink.EndRow();
    }

    public static FeatureEncoder Learn(int rows, bool keepTexts = false)
    {
        var learner = new FeatureLearner(Fields, keepTexts);
        for (int row = 0; row < rows; row++)
            Give(learner, row);
        return learner.Finish();
    }

    public static FeatureBatch Encode(FeatureEncoder encoder, IEnumerable<int> rows)
    {
        var batch = new FeatureBatch(encoder, targetCount: 2);
        foreach (int row in rows)
            Give(batch, row);
        return batch;
    }

    /// <summary>All of a row as one text, by which rows are compared.</summary>
    public static string RowText(EncodedBatch batch, int row)
    {
        var parts = new List<string>();
        for (int field = 0; field < batch.Fields; field++)
        {
            int at = (row * batch.Fields) + field;
            int from = batch.Starts?[at] ?? at, to = batch.Starts?[at + 1] ?? at + 1;
            parts.Add(string.Join(",", Enumerable.Range(from, to - from).Select(i => $"{batch.Ids[i]}*{batch.Factors?[i] ?? 1:R}")));
        }
        parts.Add(string.Join(",", batch.Values.Skip(row * batch.Numbers).Take(batch.Numbers).Select(v => v.ToString("R"))));
        parts.Add(string.Join(",", batch.Targets.Skip(row * batch.TargetCount).Take(batch.TargetCount).Select(v => v.ToString("R"))));
        parts.Add((batch.Weights?[row] ?? 1).ToString("R"));
        return string.Join("|", parts);
    }

    public static string[] Texts(EncodedBatch batch) =>
        [.. Enumerable.Range(0, batch.Rows).Select(row => RowText(batch, row))];
}
