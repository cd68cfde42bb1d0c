using Microsoft.ML.LowRank.Losses;
using Microsoft.ML.LowRank.Metrics;

namespace Microsoft.ML.LowRank.Linear;

public sealed class ClassRowsTests
{
    /// <summary>Near and far from 0, tiny, huge, constant, and constant but for a single row among many.</summary>
    [Theory]
    [InlineData(500)]
    [InlineData(60_000)]
    public void Weights_of_standardised_features_are_those_of_the_features_in_other_units(int count)
    {
        var (rows, values, weights) = Rows(count);
        int width = values[0].Length;
        double total = weights.Sum(w => (double)w);
        double[] mean = [.. Enumerable.Range(0, width).Select(j => values.Select((x, i) => weights[i] * (double)x[j]).Sum() / total)];
        double[] deviation = [.. Enumerable.Range(0, width).Select(j => Math.Sqrt(values.Select((x, i) => weights[i] * Math.Pow(x[j] - mean[j], 2)).Sum() / total))];
        double[] at = [0.3, -0.8, 0.5, 1.1, 0.7, -0.4, 0.2];
        var (own, bias) = rows.InOwnUnits(at);
        Assert.Equal(0, own[4]);
        for (int j = 0; j < width; j++)
        {
            if (j != 4)
                Assert.Equal(at[j], own[j] * deviation[j], 1e-4);
        }
        // Scores in memory are those of the model, and those of the definition.
        var (scores, _, _) = rows.Score(at, rows.All, 2);
        double[] expected = [.. values.Select(x => at[^1] + x.Select((value, j) => j == 4 ? 0 : at[j] * (value - mean[j]) / deviation[j]).Sum())];
        double[] model = [.. values.Select(x => bias + x.Select((value, j) => own[j] * value).Sum())];
        float[] sorted = [.. scores.Order()];
        foreach (var (found, theirs) in sorted.Zip(expected.Order()))
            Assert.Equal(theirs, found, 2e-3);
        foreach (var (found, theirs) in model.Zip(expected))
            Assert.Equal(theirs, found, 2e-3);
    }

    [Fact]
    public void A_sample_stands_for_the_weight_of_each_class()
    {
        var (rows, _, _) = Rows(60_000);
        var sample = rows.Sample(3, 5);
        Assert.Equal((3, 5), (sample.Chunks.Count(chunk => chunk.IsPositive), sample.Chunks.Count(chunk => !chunk.IsPositive)));
        var (_, labels, weights) = rows.Score(new double[rows.Width + 1], sample, 1);
        Assert.Equal(rows.Positives, weights.Where((_, i) => labels[i] > 0).Sum(w => (double)w), rows.Positives * 1e-5);
        Assert.Equal(rows.Negatives, weights.Where((_, i) => labels[i] == 0).Sum(w => (double)w), rows.Negatives * 1e-5);
        Assert.Same(rows.All, rows.Sample(100_000, 100_000));
    }

    [Fact]
    public void Rows_that_memory_does_not_hold_are_refused_with_a_way_out()
    {
        var rows = new ClassRows(1000, mostBytes: 3 << 20);
        var row = new float[1000];
        var e = Assert.Throws<InvalidOperationException>(() =>
        {
            for (int i = 0; i < 10_000; i++)
                rows.Add(row, i % 2 == 0, 1);
        });
        Assert.Contains("of 1000 features", e.Message, StringComparison.Ordinal);
        Assert.Contains("LowRankCompress", e.Message, StringComparison.Ordinal);
        Assert.True(rows.Count * 4000 < 3 << 20, $"{rows.Count} rows");
    }

    [Fact]
    public void Soft_predictions_of_many_scores_are_those_of_each()
    {
        var random = new Random(3);
        foreach (var amplifier in new Amplifier[] { new(10, 0.5, true), new(73, 0.2, true), new(10, 0.5, false), new(33, 0.3, false) })
        {
            foreach (int count in new[] { 1, 7, 8, 9, 255, 256 })
            {
                float[] scores = [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() - 0.5) * 30))];
                float[] weights = [.. Enumerable.Range(0, count).Select(_ => 0.5f + random.NextSingle())];
                var slopes = new float[count];
                var sums = SoftCounts.Amplify(amplifier, scores, weights, slopes);
                var each = scores.Select(score => amplifier.At(score)).ToArray();
                Close(each.Zip(weights, (a, w) => w * a.Soft).Sum(), sums.Soft);
                Close(each.Zip(weights, (a, w) => w * a.Complement).Sum(), sums.Complement);
                for (int i = 0; i < count; i++)
                    Assert.Equal(weights[i] * each[i].Slope, slopes[i], 2e-6 * amplifier.Amplification);
                foreach (bool isPositive in new[] { true, false })
                {
                    double entropy = SoftCounts.Entropy(isPositive, scores, weights, slopes).CrossEntropy;
                    Close(scores.Zip(weights, (s, w) => w * Logistic.Softplus(isPositive ? -s : s)).Sum(), entropy);
                    for (int i = 0; i < count; i++)
                        Assert.Equal(weights[i] * (Logistic.Probability(scores[i]) - (isPositive ? 1 : 0)), slopes[i], 1e-6);
                }
                var decided = SoftCounts.Decide(1, scores, weights);
                Assert.Equal(scores.Zip(weights, (s, w) => s > 1 ? (double)w : 0).Sum(), decided.Above, 1e-9);
                Assert.Equal(scores.Zip(weights, (s, w) => s > 1 ? 0 : (double)w).Sum(), decided.Below, 1e-9);
            }
        }

        static void Close(double expected, double found) => Assert.Equal(expected, found, 1e-6 + (1e-5 * expected));
    }

    [Theory]
    [InlineData(-60)]
    [InlineData(60)]
    public void Far_from_the_threshold_neither_the_soft_prediction_nor_its_complement_is_lost(float score)
    {
        float[] scores = [.. Enumerable.Repeat(score, 16)];
        var sums = SoftCounts.Amplify(new Amplifier(4, 0.5, true), scores, default, new float[16]);
        Assert.Equal(16 * Math.Exp(-60), Math.Min(sums.Soft, sums.Complement), 16 * Math.Exp(-60) * 1e-4);
    }

    private static (ClassRows Rows, float[][] Values, float[] Weights) Rows(int count)
    {
        var random = new Random(count);
        var rows = new ClassRows(6);
        var (values, weights) = (new float[count][], new float[count]);
        for (int i = 0; i < count; i++)
        {
            float Noise() => random.NextSingle() + random.NextSingle() - 1;
            values[i] = [Noise(), 1000 + Noise(), 1e-30f * Noise(), 1e30f * (1 + Noise()), 3.7f, i == count / 3 ? 1e25f : 2];
            weights[i] = 0.5f + random.NextSingle();
            rows.Add(values[i], i % 4 == 0, weights[i]);
        }
        rows.Complete(2);
        return (rows, values, weights);
    }
}
