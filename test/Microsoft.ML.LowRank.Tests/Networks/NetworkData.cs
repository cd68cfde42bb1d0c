using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Testing;
using Microsoft.ML.LowRank.Tests.Stacking;

namespace Microsoft.ML.LowRank.Tests.Networks;

/// <summary>Rows of columns of every type that networks read, with a label of every task.</summary>
internal static class NetworkData
{
    public const int Width = 5;
    public const int Hours = 6;

    private static readonly string[] Sites = ["a.example", "b.example", "c.example", "d.example", "e.example"];
    private static readonly string[] Words = ["red", "green", "blue", "old", "new"];

    /// <summary>The columns that a click-through-rate model reads.</summary>
    public static readonly string[] Categories = ["Site", "Hour", "Device", "IsMobile", "Tags"];

    public static readonly string[] Numbers = ["Price", "Features"];

    public static Table Create(int rows = 120, int seed = 5)
    {
        var random = new Random(seed);
        float Noise() => (random.NextSingle() + random.NextSingle() + random.NextSingle() - 1.5f) * 1.4f;
        int[] site = [.. Enumerable.Range(0, rows).Select(_ => random.Next(Sites.Length))];
        uint[] hour = [.. Enumerable.Range(0, rows).Select(_ => (uint)random.Next(Hours) + 1)];
        int[] device = [.. Enumerable.Range(0, rows).Select(_ => random.Next(4) - 1)];
        bool[] mobile = [.. Enumerable.Range(0, rows).Select(_ => random.Next(2) == 0)];
        float[] price = [.. Enumerable.Range(0, rows).Select(_ => MathF.Exp(Noise()))];
        float[][] features = [.. Enumerable.Range(0, rows).Select(_ => Enumerable.Range(0, Width).Select(slot => (Noise() * (1 + slot)) + slot).ToArray())];
        string[][] tags = [.. Enumerable.Range(0, rows).Select(_ => Words.Where(_ => random.Next(2) == 0).ToArray())];
        float[] number = [.. Enumerable.Range(0, rows).Select(row => (2 * features[row][0]) - features[row][1] + site[row]
            + (mobile[row] ? hour[row] : 0) + tags[row].Length - MathF.Log(price[row]) + device[row] + (0.5f * Noise()))];
        float[] sorted = [.. number.Order()];
        return new Table(
            Table.Texts("Site", [.. site.Select(s => Sites[s])]),
            Table.Keys("Hour", Hours, hour),
            Integers("Device", device),
            Table.Booleans("IsMobile", mobile),
            TextVectors("Tags", tags),
            Table.Numbers("Price", price),
            Table.Vectors("Features", features),
            Table.Booleans("Label", [.. number.Select(y => y > sorted[rows * 2 / 5])]),
            Table.Numbers("Number", number),
            StackData.Classes("Class", [.. number.Select(y => (uint)Math.Min(2, Array.BinarySearch(sorted, y) * 3 / rows) + 1)]),
            Table.Numbers("Weight", [.. Enumerable.Range(0, rows).Select(_ => 0.5f + random.NextSingle())]),
            Table.Booleans("OtherLabel", [.. number.Select(y => y > sorted[rows * 2 / 3])]),
            Table.Numbers("OtherNumber", [.. number.Select(y => y * y)]),
            StackData.Classes("OtherClass", [.. number.Select((_, row) => (uint)(row % 3) + 1)]));
    }

    public static TableColumn<int> Integers(string name, params IReadOnlyList<int> values) => new(name, NumberDataViewType.Int32, values);

    /// <summary>A vector column of texts of any size.</summary>
    public static TableColumn<VBuffer<ReadOnlyMemory<char>>> TextVectors(string name, IReadOnlyList<string[]> rows)
        => new(name, new VectorDataViewType(TextDataViewType.Instance), [.. rows.Select(row =>
            new VBuffer<ReadOnlyMemory<char>>(row.Length, [.. row.Select(text => text.AsMemory())]))]);

    /// <summary>Scores by the span methods of the model parameters alone.</summary>
    public static Table Score(NetworkModelParameters model, IReadOnlyList<string> columns, Table table)
    {
        var rows = model.NewRows();
        for (int row = 0; row < table.Count; row++)
        {
            rows.AddRow();
            int field = 0;
            foreach (string name in columns)
                field = Set(rows, field, table[name], row);
        }
        var scores = new float[table.Count * model.ScoreCount];
        model.Score(rows, scores);
        return new Table(model.ScoreCount > 1
            ? Table.Vectors("Score", [.. scores.Chunk(model.ScoreCount)]) : Table.Numbers("Score", scores));
    }

    private static int Set(FeatureRows rows, int field, TableColumn column, int row)
    {
        switch (column.GetValue(row))
        {
            case ReadOnlyMemory<char> text:
                rows.Set(field, text.Span);
                break;
            case VBuffer<ReadOnlyMemory<char>> texts:
                foreach (var text in texts.DenseValues())
                    rows.Set(field, text.Span);
                break;
            case VBuffer<float> numbers:
                foreach (float number in numbers.DenseValues())
                    rows.Set(field++, number);
                return field;
            case float number:
                rows.Set(field, number);
                break;
            case bool flag:
                rows.Set(field, flag ? 1L : 0);
                break;
            case var whole:
                rows.Set(field, Convert.ToInt64(whole, null));
                break;
        }
        return field + 1;
    }

    /// <summary>A row as <c>PredictionEngine</c> takes it.</summary>
    public sealed class Row
    {
        public string Site { get; set; } = "";

        [KeyType(Hours)]
        public uint Hour { get; set; }

        public int Device { get; set; }

        public bool IsMobile { get; set; }

        public VBuffer<ReadOnlyMemory<char>> Tags { get; set; }

        public float Price { get; set; }

        public float[] Features { get; set; } = [];

        public bool Label { get; set; }

        public float Number { get; set; }

        [KeyType(3)]
        public uint Class { get; set; }

        public float Weight { get; set; }

        public bool OtherLabel { get; set; }

        public float OtherNumber { get; set; }

        [KeyType(3)]
        public uint OtherClass { get; set; }
    }
}
