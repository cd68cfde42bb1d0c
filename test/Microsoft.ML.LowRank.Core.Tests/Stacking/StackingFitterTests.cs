using Microsoft.ML.LowRank.Stacking;

namespace Microsoft.ML.LowRank.Core.Tests.Stacking;

/// <summary>The fit of a meta-learner, from rows to model and report.</summary>
public class StackingFitterTests
{
    private const int Folds = 5;

    private static StackingFit Fit(StackRowsOf source, MetaLearnerOptions? options = null, PredictionTask task = PredictionTask.Regression,
        int classes = 1, int passed = 0, bool probabilities = false)
    {
        int width = task == PredictionTask.MulticlassClassification ? classes : 1;
        int models = (source.Columns - passed) / width;
        return StackingFitter.Fit(source, new StackingFitSettings
        {
            Task = task,
            ClassCount = width,
            LearnerNames = [.. Enumerable.Range(0, models).Select(k => $"m{k}")],
            AreProbabilities = [.. Enumerable.Repeat(probabilities, models)],
            PassthroughNames = [.. Enumerable.Range(0, passed).Select(i => $"x{i}")],
            Options = options ?? new MetaOptions { NumberOfThreads = 1 },
            Plan = FoldPlan.KFold(Folds, 3),
        });
    }

    [Fact]
    public void Errors_from_moments_are_the_errors_of_the_rows()
    {
        var source = StackRowsOf.Numbers(600, 7, Folds, 1);
        var fit = Fit(source, new MetaOptions { Blend = MetaBlend.NonNegative });
        Assert.True(fit.Ways.Count >= 9, $"{fit.Ways.Count} ways");
        foreach (var way in fit.Ways)
        {
            double sum = 0;
            for (int fold = 0; fold < Folds; fold++)
            {
                foreach (var row in source.Rows.Where(row => row.Segment == fold))
                    sum += Math.Pow(Score(way.SplitModels[fold], row.Values)[0] - row.Target, 2);
            }
            double rmse = Math.Sqrt(sum / source.Rows.Count);
            Assert.True(Math.Abs(rmse - way.Error) < 2e-6 * rmse, $"{way.Name}: {way.Error} from moments, {rmse} from rows");
        }
    }

    [Theory]
    [InlineData(2, MetaLoss.Squared)]
    [InlineData(2, MetaLoss.Logistic)]
    [InlineData(3, MetaLoss.Squared)]
    [InlineData(3, MetaLoss.Logistic)]
    public void Losses_of_classes_are_the_losses_of_the_rows(int classes, MetaLoss loss)
    {
        var source = StackRowsOf.Classes(500, 4, classes, Folds, 2);
        var task = classes == 2 ? PredictionTask.BinaryClassification : PredictionTask.MulticlassClassification;
        var fit = Fit(source, new MetaOptions { Loss = loss, NumberOfPenalties = 8 }, task, classes, probabilities: true);
        // With logistic loss every penalty takes a pass at least, though all folds and ratios share it.
        int fewest = loss == MetaLoss.Logistic ? 8 : 4;
        Assert.InRange(fit.Report.PassCount, fewest, 20 * fewest * fit.Model.ClassCount);
        foreach (var way in fit.Ways)
        {
            double sum = 0;
            foreach (var row in source.Rows)
            {
                float[] scores = Score(way.SplitModels[row.Segment], row.Values);
                double p = classes > 2 ? scores[(int)row.Target] : 1 / (1 + Math.Exp(row.Target == 1 ? -scores[0] : scores[0]));
                sum -= Math.Log(Math.Max(1e-6, p));
            }
            Assert.Equal(sum / source.Rows.Count, way.Error, 1e-6);
        }
        // Three noisy views of the truth are worth more than the best of them.
        double best = fit.Ways.Single(way => way.Name == "Best single model").Error;
        Assert.True(fit.Ways[^1].Error < 0.95 * best, $"stack {fit.Ways[^1].Error}, best {best}");
    }

    [Fact]
    public void A_blend_of_independent_errors_nears_the_optimal_one()
    {
        // y + noise with known variances: the best unbiased weights are in proportion to their inverses.
        var random = new Random(3);
        var source = new StackRowsOf(4);
        double[] deviations = [0.6, 0.8, 1.0, 1.4];
        for (int row = 0; row < 20_000; row++)
        {
            double y = 5 * StackRowsOf.Normal(random);
            source.Add([.. deviations.Select(d => (float)(y + (d * StackRowsOf.Normal(random))))], (float)y, row % Folds);
        }
        double optimal = Math.Sqrt(1 / deviations.Sum(d => 1 / (d * d)));
        Assert.Equal(optimal, Fit(source).Ways[^1].Error, 0.01 * optimal);
        Assert.Equal(optimal, Fit(source, new MetaOptions { MetaLearner = MetaLearner.NonNegative }).Ways[^1].Error, 0.01 * optimal);
        Assert.Equal(optimal, Fit(source, new MetaOptions { MetaLearner = MetaLearner.EnsembleSelection }).Ways[^1].Error, 0.02 * optimal);
    }

    [Fact]
    public void Labels_without_a_pattern_give_chance()
    {
        var source = StackRowsOf.Numbers(1000, 12, Folds, 4);
        var random = new Random(5);
        float[] labels = [.. source.Rows.Select(row => row.Target)];
        random.Shuffle(labels);
        var shuffled = new StackRowsOf(source.Columns);
        foreach (var (row, label) in source.Rows.Zip(labels))
            shuffled.Add(row.Values, label, row.Segment);
        double mean = labels.Average(), deviation = Math.Sqrt(labels.Average(y => (y - mean) * (y - mean)));
        double error = Fit(shuffled).Ways[^1].Error;
        Assert.True(error > 0.98 * deviation, $"The stack has an error of {error} where chance has {deviation}.");
        Assert.True(error < 1.05 * deviation, $"The stack has an error of {error} where chance has {deviation}.");
    }

    [Fact]
    public void A_weight_of_two_is_the_row_twice_and_of_zero_no_row()
    {
        var plain = StackRowsOf.Numbers(300, 5, Folds, 6);
        var weighted = new StackRowsOf(5) { HasWeights = true };
        var repeated = new StackRowsOf(5);
        foreach (var (i, row) in plain.Rows.Index())
        {
            int weight = i % 3;
            weighted.Add(row.Values, row.Target, row.Segment, weight);
            for (int copy = 0; copy < weight; copy++)
                repeated.Add(row.Values, row.Target, row.Segment);
        }
        var (first, second) = (Fit(weighted), Fit(repeated));
        AssertClose(first.Model.GetWeights(), second.Model.GetWeights(), 1e-7);
        Assert.Equal(first.Ways[^1].Error, second.Ways[^1].Error, 1e-8);
        Assert.Equal(first.Report.RowCount, weighted.Rows.Count(row => row.Weight > 0));
    }

    [Fact]
    public void A_copy_is_left_out_and_the_condition_number_falls()
    {
        var plain = StackRowsOf.Numbers(400, 4, Folds, 7);
        var doubled = new StackRowsOf(6);
        foreach (var row in plain.Rows)
            doubled.Add([.. row.Values, row.Values[0], row.Values[1] + (0.01f * row.Target)], row.Target, row.Segment);
        var fit = Fit(doubled);
        Assert.False(fit.Report.Models[4].IsKept && fit.Report.Models[0].IsKept);
        Assert.Contains("repeats", fit.Report.Models.First(model => !model.IsKept).Reason!);
        Assert.Equal(double.PositiveInfinity, fit.Report.ConditionNumberBefore);
        Assert.True(fit.Report.ConditionNumberAfter < 1000, $"{fit.Report.ConditionNumberAfter}");
        // What was left out changes nothing but for the names.
        Assert.Equal(Fit(plain).Ways[^1].Error, fit.Ways[^1].Error, 0.01);
        Assert.All(Fit(doubled, new MetaOptions { Deduplicate = false }).Report.Models, model => Assert.True(model.IsKept));
    }

    [Fact]
    public void A_model_that_goes_wild_on_a_new_row_does_not_decide_the_stack()
    {
        var source = StackRowsOf.Numbers(500, 5, Folds, 18);
        var fit = StackingFitter.Fit(source, new StackingFitSettings
        {
            Task = PredictionTask.Regression,
            LearnerNames = ["a", "b", "c", "d", "e"],
            AreProbabilities = new bool[5],
            Limits = PredictionLimits.Of([.. source.Rows.Select(row => row.Target)]),
            Options = new MetaOptions(),
            Plan = FoldPlan.KFold(Folds, 3),
        });
        float[] sane = [10, 10.5f, 9.5f, 10, 10], wild = [10, 10.5f, 9.5f, 10, 1e6f];
        float range = source.Rows.Max(row => row.Target) - source.Rows.Min(row => row.Target);
        Assert.InRange(Score(fit.Model, wild)[0], Score(fit.Model, sane)[0] - range, Score(fit.Model, sane)[0] + range);
        Assert.True(Math.Abs(Score(Fit(source).Model, wild)[0]) > 100 * range, "Without limits it would have.");
    }

    [Fact]
    public void Squared_loss_reads_the_rows_twice()
    {
        Assert.Equal(2, Fit(StackRowsOf.Numbers(200, 5, Folds, 8)).Report.PassCount);
        Assert.Equal(1, Fit(StackRowsOf.Numbers(200, 5, Folds, 8), new MetaOptions { Statistics = false }).Report.PassCount);
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        var source = StackRowsOf.Numbers(700, 9, Folds, 9, passed: 2);
        var one = Fit(source, new MetaOptions { NumberOfThreads = 1 }, passed: 2);
        foreach (int threads in (int[])[2, 3])
        {
            var more = Fit(source, new MetaOptions { NumberOfThreads = threads }, passed: 2);
            Assert.True(one.Model.GetWeights().SequenceEqual(more.Model.GetWeights()));
            Assert.Equal(one.Ways.Select(way => way.Error), more.Ways.Select(way => way.Error));
        }
    }

    [Fact]
    public void The_order_of_models_does_not_matter()
    {
        var source = StackRowsOf.Numbers(400, 5, Folds, 10);
        var turned = new StackRowsOf(5);
        foreach (var row in source.Rows)
            turned.Add([.. row.Values.Reverse()], row.Target, row.Segment);
        var (first, second) = (Fit(source, new MetaOptions { Deduplicate = false }), Fit(turned, new MetaOptions { Deduplicate = false }));
        double[] expected = [.. first.Model.GetWeights()[..5].ToArray().Reverse(), .. first.Model.GetWeights()[5..]];
        AssertClose(expected, second.Model.GetWeights(), 1e-6);
    }

    [Fact]
    public void What_is_passed_through_is_used()
    {
        // The label has a part that no prediction knows of, and the first value that is passed through is that part.
        var source = StackRowsOf.Numbers(800, 4, Folds, 11, passed: 2);
        var fit = Fit(source, passed: 2);
        Assert.Equal(["x0", "x1"], fit.Model.FeatureNames.TakeLast(2));
        Assert.Equal(1, fit.Model.GetWeights()[^2], 0.1);
        Assert.Equal(0, fit.Model.GetWeights()[^1], 0.1);
        Assert.True(fit.Ways[^1].Error < 0.7 * fit.Ways.Single(way => way.Name == "Average").Error);
    }

    [Fact]
    public void More_models_than_rows_and_a_single_model_are_fitted()
    {
        var wide = Fit(StackRowsOf.Numbers(40, 60, Folds, 12), new MetaOptions { Deduplicate = false });
        Assert.True(wide.Ways[^1].Error < wide.Ways.Single(way => way.Name == "Best single model").Error * 1.5);
        var single = Fit(StackRowsOf.Numbers(100, 1, Folds, 13));
        Assert.Equal(["m0"], single.Model.UsedLearners);
    }

    [Theory]
    [InlineData(MetaLearner.BestSingle)]
    [InlineData(MetaLearner.Average)]
    [InlineData(MetaLearner.InverseErrorAverage)]
    [InlineData(MetaLearner.NonNegative)]
    [InlineData(MetaLearner.EnsembleSelection)]
    public void Weights_of_averages_are_a_convex_combination(MetaLearner kind)
    {
        var fit = Fit(StackRowsOf.Numbers(300, 5, Folds, 14), new MetaOptions { MetaLearner = kind });
        Assert.True(fit.Model.IsAverage);
        Assert.Equal(1, fit.Model.GetWeights().ToArray().Sum(), 1e-12);
        Assert.True(fit.Model.GetWeights().ToArray().All(weight => weight > 0));
        Assert.Equal(0, fit.Model.GetBias());
        if (kind == MetaLearner.BestSingle)
            Assert.Equal(["m0"], fit.Model.UsedLearners);
    }

    [Fact]
    public void Without_penalised_models_what_is_kept_is_averaged()
    {
        var fit = Fit(StackRowsOf.Numbers(300, 5, Folds, 15), new MetaOptions { Penalties = PenaltyKinds.None, BlendPower = 2 });
        Assert.True(fit.Model.IsAverage);
        double[] risks = [.. fit.Report.Models.Select(model => model.Error)];
        double[] expected = [.. risks.Select(risk => Math.Pow(risk, -2) / risks.Sum(r => Math.Pow(r, -2)))];
        AssertClose(expected, fit.Model.GetWeights(), 1e-9);
    }

    [Fact]
    public void Probabilities_of_the_stack_are_calibrated()
    {
        foreach (var loss in Enum.GetValues<MetaLoss>())
        {
            var source = StackRowsOf.Classes(3000, 4, 2, Folds, 16);
            var fit = Fit(source, new MetaOptions { Loss = loss, NumberOfPenalties = 8 }, PredictionTask.BinaryClassification, probabilities: true);
            double predicted = source.Rows.Average(row => 1 / (1 + Math.Exp(-Score(fit.Model, row.Values)[0])));
            Assert.Equal(source.Rows.Average(row => row.Target), predicted, 0.01);
        }
    }

    [Theory]
    [InlineData(5f, "same value")]
    public void Labels_of_one_value_are_refused(float label, string says)
    {
        var source = new StackRowsOf(2);
        for (int row = 0; row < 50; row++)
            source.Add([row, -row], label, row % Folds);
        Assert.Contains(says, Assert.Throws<InvalidOperationException>(() => Fit(source)).Message);
    }

    [Fact]
    public void A_source_whose_passes_differ_is_refused()
    {
        var source = StackRowsOf.Numbers(200, 3, Folds, 17);
        int passes = 0;
        var shrinking = new Passes(source, () => passes++ == 0 ? 200 : 150);
        var problem = Assert.Throws<InvalidOperationException>(() => StackingFitter.Fit(shrinking, new StackingFitSettings
        {
            Task = PredictionTask.Regression,
            LearnerNames = ["a", "b", "c"],
            AreProbabilities = new bool[3],
            Options = new MetaOptions(),
            Plan = FoldPlan.KFold(Folds, 3),
        }));
        Assert.Contains("AppendCacheCheckpoint", problem.Message);
    }

    private static float[] Score(StackingModel model, float[] row)
    {
        var scores = new float[model.ClassCount];
        model.Score(row, 1, scores);
        return scores;
    }

    private static void AssertClose(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], tolerance);
    }

    /// <summary>Gives fewer rows when told to.</summary>
    private sealed class Passes(StackRowsOf source, Func<int> rows) : LowRank.Tensors.IRowSource
    {
        public int Columns => source.Columns;

        public IEnumerable<LowRank.Tensors.RowBlock> Read()
        {
            int left = rows();
            foreach (var block in source.Read())
            {
                block.Rows = Math.Min(block.Rows, left);
                left -= block.Rows;
                if (block.Rows > 0)
                    yield return block;
            }
        }
    }
}
