using Microsoft.ML.LowRank.Stacking;

namespace Microsoft.ML.LowRank.Core.Tests.Stacking;

/// <summary>Scoring against the formulas, and the model file.</summary>
public class StackingModelTests
{
    private static readonly string[] Names = ["a", "b", "c"];

    private static StackingModel Linear(PredictionTask task, int width, bool probabilities, int seed)
    {
        var random = new Random(seed);
        var layout = new BaseLayout(task, width, [probabilities, probabilities, probabilities], 1);
        return new StackingModel(layout, new StackingModelParts
        {
            LearnerNames = Names,
            PassthroughNames = ["x"],
            Kept = [0, 2],
            Statistics = true,
            Interactions = true,
            Weights = [.. Enumerable.Range(0, width).Select(_ => Enumerable.Range(0, 9).Select(_ => random.NextDouble() - 0.5).ToArray())],
            Biases = [.. Enumerable.Range(0, width).Select(_ => random.NextDouble())],
            Ranges = [.. Enumerable.Range(0, width).Select(_ => Enumerable.Repeat(new FeatureRange(-1e6f, 1e6f), 6).ToArray())],
        });
    }

    private static float[] Rows(int count, int columns, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count * columns).Select(_ => (float)random.NextDouble())];
    }

    [Theory]
    [InlineData(PredictionTask.Regression, 1, false)]
    [InlineData(PredictionTask.BinaryClassification, 1, true)]
    [InlineData(PredictionTask.BinaryClassification, 1, false)]
    [InlineData(PredictionTask.MulticlassClassification, 4, true)]
    [InlineData(PredictionTask.MulticlassClassification, 4, false)]
    public void Scores_are_what_the_formula_says(PredictionTask task, int width, bool probabilities)
    {
        var model = Linear(task, width, probabilities, 1);
        int columns = (3 * width) + 1;
        float[] rows = Rows(700, columns, 2);
        var scores = new float[700 * width];
        model.Score(rows, 700, scores);
        for (int row = 0; row < 700; row++)
        {
            var margins = new double[width];
            for (int c = 0; c < width; c++)
            {
                double Link(int learner)
                {
                    double value = rows[(row * columns) + (learner * width) + c];
                    return probabilities ? Math.Log(Math.Clamp(value, 1e-6, 1 - 1e-6) / (1 - Math.Clamp(value, 1e-6, 1 - 1e-6))) : value;
                }
                double a = Link(0), b = Link(2), mean = (a + b) / 2, std = Math.Abs(a - b) / 2, range = Math.Abs(a - b);
                double[] features = [a, b, mean, std, mean, range, mean * std, range * std, rows[(row * columns) + columns - 1]];
                margins[c] = model.GetBias(c) + features.Zip(model.GetWeights(c).ToArray(), (f, w) => f * w).Sum();
            }
            double[] expected = width == 1 ? margins : [.. margins.Select(m => 1 / (1 + Math.Exp(-m)))];
            double sum = width == 1 ? 1 : expected.Sum();
            for (int c = 0; c < width; c++)
                Assert.Equal(expected[c] / sum, scores[(row * width) + c], 1e-5 * Math.Max(1, Math.Abs(expected[c])));
        }
        Assert.Equal(["a", "c", "mean", "std", "median", "range", "mean×std", "range×std", "x"], model.FeatureNames);
        Assert.Equal(["a", "c"], model.UsedLearners);
    }

    [Fact]
    public void An_average_of_probabilities_is_given_as_log_odds()
    {
        var layout = new BaseLayout(PredictionTask.BinaryClassification, 1, [true, false, true], 0);
        var model = new StackingModel(layout, StackingModelParts.Average(Names, [0.5, 0.25, 0.25]));
        var scores = new float[1];
        model.Score([0.8f, 0f, 0.4f], 1, scores);
        double p = (0.5 * 0.8) + (0.25 * 0.5) + (0.25 * 0.4);
        Assert.Equal(Math.Log(p / (1 - p)), scores[0], 1e-5);
    }

    [Fact]
    public void A_model_without_weight_is_not_looked_at_and_another_that_is_missing_gives_NaN()
    {
        var layout = new BaseLayout(PredictionTask.Regression, 1, new bool[3], 0);
        var model = new StackingModel(layout, StackingModelParts.Average(Names, [0.5, 0, 0.5]));
        Assert.Equal(["a", "c"], model.UsedLearners);
        var scores = new float[3];
        model.Score([1, float.NaN, 3, float.NaN, 2, 3, 1, 2, float.PositiveInfinity], 3, scores);
        Assert.Equal([2f, float.NaN, float.NaN], scores);
    }

    [Theory]
    [InlineData(PredictionTask.Regression, 1)]
    [InlineData(PredictionTask.BinaryClassification, 1)]
    [InlineData(PredictionTask.MulticlassClassification, 3)]
    public void A_saved_model_scores_the_same_bits(PredictionTask task, int width)
    {
        var model = Linear(task, width, true, 3);
        using var stream = new MemoryStream();
        model.Save(stream);
        stream.Position = 0;
        var loaded = StackingModel.Load(stream);
        Assert.Equal(stream.Length, stream.Position);
        float[] rows = Rows(50, (3 * width) + 1, 4);
        float[] first = new float[50 * width], second = new float[50 * width];
        model.Score(rows, 50, first);
        loaded.Score(rows, 50, second);
        Assert.Equal(first, second);
        Assert.Equal(model.FeatureNames, loaded.FeatureNames);
        Assert.Equal((model.Task, model.ClassCount, model.PassthroughCount), (loaded.Task, loaded.ClassCount, loaded.PassthroughCount));
    }

    [Fact]
    public void Every_bit_flipped_and_every_cut_gives_a_typed_exception()
    {
        using var stream = new MemoryStream();
        Linear(PredictionTask.Regression, 1, false, 5).Save(stream);
        byte[] bytes = stream.ToArray();
        for (int i = 0; i < bytes.Length; i += 7)
        {
            byte[] flipped = [.. bytes];
            flipped[i] ^= (byte)(1 << (i % 8));
            Assert.Throws<InvalidDataException>(() => StackingModel.Load(new MemoryStream(flipped)));
            Assert.Throws<InvalidDataException>(() => StackingModel.Load(new MemoryStream(bytes[..i])));
        }
    }

    [Fact]
    public void Predictions_and_statistics_are_held_to_what_was_seen()
    {
        // y in [0, 8]: predictions from -2 to 10. The statistics were seen from 0 to 3.
        var layout = new BaseLayout(PredictionTask.Regression, 1, new bool[2], 1, PredictionLimits.Of([8, float.NaN, 0, 4]));
        Assert.Equal(new PredictionLimits(-2, 10), layout.Limits);
        StackingModel Of(params double[] weights) => new(layout, new StackingModelParts
        {
            LearnerNames = ["a", "b"],
            PassthroughNames = ["x"],
            Kept = [0, 1],
            Statistics = true,
            Weights = [weights],
            Biases = [0],
            Ranges = [[new(0, 3), new(0, 3), new(0, 3), new(0, 3)]],
        });
        float Score(StackingModel model, params float[] row)
        {
            var scores = new float[1];
            model.Score(row, 1, scores);
            return scores[0];
        }
        Assert.Equal(10, Score(Of(1, 0, 0, 0, 0, 0, 0), 1e9f, 5, 7));
        Assert.Equal(-2, Score(Of(0, 1, 0, 0, 0, 0, 0), 1, -50, 7));
        Assert.Equal(3, Score(Of(0, 0, 1, 0, 0, 0, 0), 9, 9, 7));
        Assert.Equal(3, Score(Of(0, 0, 0, 0, 0, 1, 0), 1e9f, 0, 7));
        Assert.Equal(1.5f, Score(Of(0, 0, 0, 0, 0, 1, 0), 2.5f, 1, 7));
        // What is passed through is left alone, and what is missing stays missing.
        Assert.Equal(1e9f, Score(Of(0, 0, 0, 0, 0, 0, 1), 1, 1, 1e9f));
        Assert.Equal(float.NaN, Score(Of(1, 0, 0, 0, 0, 0, 0), float.NaN, 1, 7));
        Assert.Equal(float.NaN, Score(Of(1, 0, 0, 0, 0, 0, 0), float.NegativeInfinity, 1, 7));
        Assert.Equal(float.NaN, Score(Of(0, 0, 1, 0, 0, 0, 0), float.PositiveInfinity, float.NaN, 7));
    }

    [Fact]
    public void Short_spans_are_refused()
    {
        var model = Linear(PredictionTask.Regression, 1, false, 6);
        Assert.Contains("need 8", Assert.Throws<ArgumentException>(() => model.Score(new float[7], 2, new float[2])).Message);
    }

    [Fact]
    public void Any_number_of_threads_scores_one_model()
    {
        var model = Linear(PredictionTask.MulticlassClassification, 3, true, 7);
        float[] rows = Rows(64, 10, 8), expected = new float[64 * 3];
        model.Score(rows, 64, expected);
        Parallel.For(0, 200, _ =>
        {
            var scores = new float[64 * 3];
            model.Score(rows, 64, scores);
            Assert.Equal(expected, scores);
        });
    }
}
