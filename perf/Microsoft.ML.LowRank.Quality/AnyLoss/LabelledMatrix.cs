using Microsoft.ML.LowRank.Quality.Sets;
using Microsoft.ML.LowRank.Samples.Learning;
using Microsoft.ML.LowRank.Samples.Tables;

namespace Microsoft.ML.LowRank.Quality.AnyLoss;

/// <summary>Rows of numbers with one of two classes each. What is missing is NaN.</summary>
internal sealed class LabelledMatrix(float[][] rows, bool[] labels)
{
    // Values of a category that get a column of their own; rarer ones have none.
    private const int MostValues = 30;

    public float[][] Rows => rows;

    public bool[] Labels => labels;

    public int Width => rows[0].Length;

    public int Positives => labels.Count(label => label);

    public LabelledMatrix Select(IReadOnlyList<int> chosen) => new([.. chosen.Select(row => rows[row])], [.. chosen.Select(row => labels[row])]);

    /// <summary>Stratified parts, as equal as can be.</summary>
    public int[][] Folds(int count, int seed)
    {
        var random = new Random(seed);
        var parts = Enumerable.Range(0, count).Select(_ => new List<int>()).ToArray();
        int at = 0;
        foreach (bool label in new[] { true, false })
        {
            int[] own = [.. Enumerable.Range(0, rows.Length).Where(row => labels[row] == label)];
            random.Shuffle(own);
            foreach (int row in own)
                parts[at++ % count].Add(row);
        }
        return [.. parts.Select(part => part.Order().ToArray())];
    }

    /// <summary>Missing numbers become the mean of those that <paramref name="training"/> has.</summary>
    public static (LabelledMatrix Training, LabelledMatrix Test) Fill(LabelledMatrix training, LabelledMatrix test)
    {
        float[] means = [.. Enumerable.Range(0, training.Width).Select(j => training.Rows.Select(row => row[j]).Where(float.IsFinite).DefaultIfEmpty(0).Average())];
        LabelledMatrix Filled(LabelledMatrix of) => new([.. of.Rows.Select(row => row.Select((value, j) => float.IsFinite(value) ? value : means[j]).ToArray())], of.Labels);
        return (Filled(training), Filled(test));
    }

    /// <summary>Numbers as they are, categories a column per value; at most so many rows as the set says, drawn by the seed.</summary>
    public static LabelledMatrix Read(QualitySet set, string folder, int seed)
    {
        var data = set.Load(folder);
        int[] chosen = [.. data.Rows];
        if (chosen.Length > set.MostRows)
        {
            new Random(seed).Shuffle(chosen);
            chosen = [.. chosen.Take(set.MostRows).Order()];
        }
        var columns = data.Features.SelectMany(Columns).ToList();
        var label = (ClassLabel)data.Label;
        return new LabelledMatrix([.. chosen.Select(row => columns.Select(column => column(row)).ToArray())], [.. chosen.Select(row => label.Codes[row] == 1)]);
    }

    private static IEnumerable<Func<int, float>> Columns(FeatureColumn column)
    {
        if (column is NumberColumn numbers)
            return [row => numbers.Values[row]];
        var category = (CategoryColumn)column;
        return category.Codes.Where(code => code != RawColumn.Missing).CountBy(code => code).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key)
            .Take(MostValues).Select(pair => (Func<int, float>)(row => category.Codes[row] == pair.Key ? 1 : 0)).ToList();
    }
}
