using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Testing;

namespace Microsoft.ML.LowRank.Tests.Stacking;

/// <summary>Rows with a label of every task, columns to learn from and columns that make folds.</summary>
internal static class StackData
{
    public const int Width = 5;
    public const int Parts = 5;

    private static readonly string[] ClassNames = ["low", "middle", "high"];
    private static readonly string[] Cities = ["Bergen", "Malmö", "Turku"];

    public static Table Create(int rows = 120, int seed = 5)
    {
        var random = new Random(seed);
        float Noise() => (random.NextSingle() + random.NextSingle() + random.NextSingle() - 1.5f) * 1.4f;
        var features = new float[rows][];
        var extra = new float[rows][];
        var predictions = new float[rows][];
        var number = new float[rows];
        var group = new string[rows];
        var city = new int[rows];
        for (int row = 0; row < rows; row++)
        {
            float[] x = features[row] = [.. Enumerable.Range(0, Width).Select(slot => (Noise() * (1 + slot)) + slot)];
            extra[row] = [Noise(), 3 * Noise()];
            city[row] = random.Next(Cities.Length);
            number[row] = (2 * x[0]) - x[1] + (0.5f * x[2]) + (0.3f * x[0] * x[0]) + extra[row][0] + city[row] + (0.5f * Noise());
            group[row] = $"g{row / 2}";
            // Predictions of models of different worth, two of which are nearly the same.
            float good = number[row] + Noise();
            predictions[row] = [good, good + (0.05f * Noise()), number[row] + (2 * Noise()), 3 * Noise()];
        }
        float[] sorted = [.. number.Order()];
        // The margins of two models for every class, one after the other.
        float[][] margins = [.. Enumerable.Range(0, rows).Select(row => Enumerable.Range(0, 6).Select(
            i => (Third(sorted, number[row]) == (i % 3) + 1 ? 1.5f : 0) + ((1 + (i / 3)) * Noise())).ToArray())];
        return new Table(
            Table.Numbers("Id", [.. Enumerable.Range(0, rows).Select(row => (float)row)]),
            Table.Vectors("Features", features),
            Table.Vectors("Extra", extra),
            Table.Vectors("Predictions", predictions),
            Table.Texts("City", [.. city.Select(c => Cities[c])]),
            Table.Numbers("Number", number),
            Table.Booleans("Flag", [.. number.Select(y => y > sorted[rows * 2 / 5])]),
            Classes("Class", [.. number.Select(y => Third(sorted, y))]),
            Table.Keys("ClassKey", 3, [.. number.Select(y => Third(sorted, y))]),
            Table.Numbers("Weight", [.. Enumerable.Range(0, rows).Select(_ => 0.5f + random.NextSingle())]),
            Table.Texts("Group", group),
            Table.Numbers("Day", [.. Enumerable.Range(0, rows).Select(row => (float)(row / 3))]),
            Table.Keys("Part", Parts, [.. Enumerable.Range(0, rows).Select(row => (uint)((row * 7 / 3 % Parts) + 1))]),
            Table.Vectors("Margins", margins),
            Table.Booleans("OtherFlag", [.. number.Select(y => Third(sorted, y) == 3)]));
    }

    public static IDataView View(Table table, params string[] columns)
        => new TableView(columns.Length == 0 ? table : table.Only(columns));

    /// <summary>A key column whose keys stand for texts.</summary>
    public static TableColumn<uint> Classes(string name, IReadOnlyList<uint> keys)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        var type = new VectorDataViewType(TextDataViewType.Instance, ClassNames.Length);
        annotations.Add("KeyValues", type, (ref VBuffer<ReadOnlyMemory<char>> value) => value = new VBuffer<ReadOnlyMemory<char>>(
            ClassNames.Length, [.. ClassNames.Select(text => text.AsMemory())]));
        return new TableColumn<uint>(name, new KeyDataViewType(typeof(uint), ClassNames.Length), keys, annotations.ToAnnotations());
    }

    /// <summary>All values of a column of Single, scalar or vector.</summary>
    public static float[][] Read(IDataView view, string name)
    {
        var table = Table.Read(view);
        return [.. Enumerable.Range(0, table.Count).Select(row => table[name].GetNumbers(row).Select(v => (float)v).ToArray())];
    }

    public static float[] Scores(ITransformer model, IDataView view)
        => [.. Read(model.Transform(view), "Score").SelectMany(row => row)];

    private static uint Third(float[] sorted, float value)
        => (uint)(Math.Min(2, Array.BinarySearch(sorted, value) * 3 / sorted.Length) + 1);
}
