using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Scoring;
using Microsoft.ML.LowRank.Testing;

namespace Microsoft.ML.LowRank.Tests.Thresholds;

/// <summary>Rows as a model of two classes leaves them, of which one class is rare and the usual threshold is not the best.</summary>
internal static class ScoredData
{
    public static Table Create(int rows = 120, int seed = 3)
    {
        var random = new Random(seed);
        float[] scores = [.. Enumerable.Range(0, rows).Select(_ => (random.NextSingle() + random.NextSingle() + random.NextSingle() - 2) * 3)];
        bool[] labels = [.. scores.Select(score => random.NextSingle() < 1 / (1 + MathF.Exp(-3 * (score + 0.7f))))];
        return Of(scores, labels).With(Table.Numbers("Weight", [.. scores.Select(_ => 0.5f + random.NextSingle())]));
    }

    /// <summary>The columns of a model, annotated as such, and the label 'Label'.</summary>
    public static Table Of(IReadOnlyList<float> scores, IReadOnlyList<bool> labels)
    {
        var model = ScoreColumns.Describe(new DataViewSchema.Builder().ToSchema(), PredictionTask.BinaryClassification, null);
        return new Table(
            Table.Booleans("Label", labels),
            new TableColumn<bool>("PredictedLabel", BooleanDataViewType.Instance, [.. scores.Select(s => s > 0)], model[0].Annotations),
            new TableColumn<float>("Score", NumberDataViewType.Single, scores, model[1].Annotations),
            new TableColumn<float>("Probability", NumberDataViewType.Single, [.. scores.Select(s => 1 / (1 + MathF.Exp(-s)))], model[2].Annotations));
    }

    public static float[] Singles(this Table table, string name) => [.. ((TableColumn<float>)table[name]).Values];

    public static bool[] Flags(this Table table, string name) => [.. ((TableColumn<bool>)table[name]).Values];

    /// <summary>The confusion matrix of cutting at a threshold, row by row.</summary>
    public static ConfusionCounts Count(float[] scores, bool[] labels, float threshold, float[]? weights = null)
    {
        double Sum(bool isPositive, bool isAbove) => Enumerable.Range(0, scores.Length)
            .Where(row => labels[row] == isPositive && scores[row] > threshold == isAbove).Sum(row => (double)(weights?[row] ?? 1));
        return new ConfusionCounts(Sum(true, true), Sum(true, false), Sum(false, true), Sum(false, false));
    }
}
