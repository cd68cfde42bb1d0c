using FsCheck;
using FsCheck.Fluent;

namespace Microsoft.ML.LowRank.Stacking;

public class LogisticPathsTests
{
    private static readonly PathSettings Settings = PathSettings.Logistic with { L1Ratios = [0, 0.5, 1] };

    [Fact]
    public void Gradients_at_every_point_of_every_path_are_those_of_a_minimum()
    {
        var property = Prop.ForAll(ArbMap.Default.ArbFor<int>(), ArbMap.Default.ArbFor<byte>(), (seed, shape) =>
        {
            var rows = PathRows.Classes(30 + shape, 1 + (shape % 7), (ulong)seed);
            var weighted = rows.With(newWeights: [.. Enumerable.Range(0, rows.Rows).Select(i => 0.5 * (i % 4))]);
            foreach (double ratio in Settings.L1Ratios)
            {
                var fit = Fit(weighted, Settings with { L1Ratios = [ratio] });
                for (int k = 0; k < fit.Penalties.Length; k++)
                    AssertOptimal(weighted, fit, k);
            }
        });
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(25), property);
    }

    [Fact]
    public void Losses_on_validation_parts_are_those_of_fits_by_themselves()
    {
        var rows = PathRows.Classes(200, 4, 31);
        var weighted = rows.With(newWeights: [.. Enumerable.Range(0, 200).Select(i => 0.25 * (i % 5))]);
        var split = new FoldSplit([0, 1, 2, 3], [4], [
            new FoldSplit([0, 1, 2], [3], []), new FoldSplit([2, 3], [0, 1], []), new FoldSplit([0, 3], [1], [])]);
        var settings = Settings with { PenaltyCount = 6, RidgePenaltyCount = 6, Tolerance = 1e-9 };
        var result = LogisticPaths.Fit(
            new LogisticRowSource(weighted) { Segments = 5 }, rows.AllColumns, 0, [split], settings);
        PathRows Part(int[] segments) =>
            weighted.Select(Enumerable.Range(0, 200).Where(i => segments.Contains(i % 5)));
        double[] Losses(PathFit like, FoldSplit part)
        {
            var alone = Fit(
                Part(part.Training), settings with { L1Ratios = [like.L1Ratio], Penalties = like.Penalties });
            return [.. alone.Coefficients.Zip(alone.Intercepts, Part(part.Validation).LogLoss)];
        }
        foreach (var fit in result.Fits[0])
        {
            double[][] losses = [.. split.Inner.Select(inner => Losses(fit, inner))];
            double[] weights = [.. split.Inner.Select(inner => Part(inner.Validation).Weight)];
            double[] outer = Losses(fit, split);
            for (int k = 0; k < fit.Penalties.Length; k++)
            {
                Assert.Equal(
                    losses.Zip(weights, (loss, weight) => loss[k] * weight).Sum() / weights.Sum(), fit.Errors[k], 1e-7);
                Assert.Equal(outer[k], fit.ValidationErrors[k], 1e-7);
            }
            Assert.Equal(fit.Errors.Min(), fit.Errors[fit.Chosen]);
        }
    }

    [Theory]
    [InlineData(0, 1e9)]
    [InlineData(1, 10)]
    public void An_endless_penalty_leaves_the_share_of_the_classes(double ratio, double penalty)
    {
        var rows = PathRows.Classes(60, 3, 32);
        var fit = Fit(rows, Settings with { L1Ratios = [ratio], Penalties = [penalty] });
        double share = rows.Y.Average();
        Assert.Equal(Math.Log(share / (1 - share)), fit.Intercepts[0], 1e-6);
        Assert.All(fit.Coefficients[0], beta => Assert.Equal(0, beta, 1e-6));
        Assert.Equal(0, fit.Chosen);
    }

    [Fact]
    public void A_weight_of_two_is_a_row_twice_and_a_weight_of_zero_is_absence()
    {
        var rows = PathRows.Classes(90, 4, 33);
        var weights = Enumerable.Range(0, 90).Select(i => (double)(i % 3)).ToArray();
        // A row that is absent may be anything.
        var x = (double[])rows.X.Clone();
        x[0] = double.NaN;
        var weighted = rows.With(newX: x, newWeights: weights);
        var repeated = rows.Select(Enumerable.Range(0, 90).SelectMany(i => Enumerable.Repeat(i, (int)weights[i])));
        foreach (double ratio in Settings.L1Ratios)
            AssertSame(
                Fit(repeated, Settings with { L1Ratios = [ratio], Tolerance = 1e-9 }),
                Fit(weighted, Settings with { L1Ratios = [ratio], Tolerance = 1e-9 }), 1e-5);
    }

    [Fact]
    public void Threads_blocks_sparseness_and_memory_do_not_change_a_bit()
    {
        // More than one slab, and weights other than 1 in some of the chunks.
        var rows = PathRows.Classes(5000, 3, 34);
        var sparse = rows.With(
            newX: [.. rows.X.Select((v, at) => at % 4 == 0 ? 0 : v)],
            newWeights: [.. Enumerable.Range(0, 5000).Select(i => i % 1000 < 300 ? 1.5 : 1)]);
        var plan = FoldPlan.KFold(4, 3);
        FoldSplit[] splits = [.. plan.Outer, plan.Final];
        LogisticPathsResult Run(LogisticRowSource source, int threads, long cache) => LogisticPaths.Fit(
            source, [0, 1, 2], 0, splits,
            Settings with { PenaltyCount = 5, RidgePenaltyCount = 5, Threads = threads, CacheBytes = cache });
        var kept = new LogisticRowSource(sparse) { Segments = 4, BlockRows = 64 };
        var one = Run(kept, 1, 1L << 30);
        Assert.Equal(1, kept.Reads);
        var read = new LogisticRowSource(sparse) { Segments = 4, BlockRows = 777, Sparse = true };
        foreach (var (source, threads, cache) in new[] { (kept, 2, 1L << 30), (read, 3, 1000L) })
        {
            var other = Run(source, threads, cache);
            Assert.Equal(one.Passes, other.Passes);
            foreach (var (expected, actual) in one.Fits.SelectMany(f => f).Zip(other.Fits.SelectMany(f => f)))
            {
                Assert.Equal(expected.Coefficients, actual.Coefficients);
                Assert.Equal(expected.Intercepts, actual.Intercepts);
                Assert.Equal(expected.Errors, actual.Errors);
            }
        }
        Assert.Equal(one.Passes, read.Reads);
    }

    [Fact]
    public void Columns_targets_and_rows_outside_are_chosen()
    {
        var rows = PathRows.Classes(120, 5, 35);
        int[] kept = [4, 0, 2];
        var inside = rows.Select(Enumerable.Range(0, 120).Where(i => i % 7 != 3));
        var alone = new PathRows(
            [.. Enumerable.Range(0, inside.Rows).SelectMany(i => kept.Select(j => inside.At(i, j)))], inside.Y, 3);
        foreach (bool sparse in new[] { false, true })
        {
            var source = new LogisticRowSource(rows) { OtherTargets = 2, IsOutside = i => i % 7 == 3, Sparse = sparse };
            var settings = Settings with { L1Ratios = [0.5], Tolerance = 1e-9 };
            var fit = LogisticPaths.Fit(source, kept, 2, [new FoldSplit([0], [], [])], settings).Fits[0][0];
            AssertSame(Fit(alone, settings), fit, 1e-6);
        }
    }

    [Fact]
    public void Passes_are_few_and_all_are_told()
    {
        var rows = PathRows.Classes(3000, 8, 36);
        var source = new LogisticRowSource(rows) { Segments = 5, BlockRows = 500 };
        var plan = FoldPlan.KFold(5, 3);
        var result = LogisticPaths.Fit(
            source, rows.AllColumns, 0, [.. plan.Outer, plan.Final], Settings with { CacheBytes = 0 });
        Assert.Equal(source.Reads, result.Passes);
        Assert.InRange(result.Passes, 26, 110);
        Assert.All(result.Fits.SelectMany(fit => fit), fit =>
        {
            Assert.All(fit.Gaps, gap => Assert.InRange(gap, 0, 1e-6));
            Assert.InRange(fit.InnerGap, 0, 1e-6);
            Assert.InRange(fit.Sweeps.Sum(), 24, result.Passes);
        });
    }

    internal static PathFit Fit(PathRows rows, PathSettings settings) => LogisticPaths.Fit(
        new LogisticRowSource(rows) { TellsSegments = false }, rows.AllColumns, 0, [new FoldSplit([0], [], [])],
        settings).Fits[0][0];

    /// <summary>
    /// With x̃_j = x_j / D_j: mean(w x̃_j (y − p)) − λ(1 − α)β̃_j is λα sign β̃_j, or below it where β̃_j = 0.
    /// </summary>
    private static void AssertOptimal(PathRows rows, PathFit fit, int k)
    {
        var beta = fit.Coefficients[k];
        var deviations = rows.Deviations();
        double share = rows.Y.Zip(rows.Weights, (y, w) => y * w).Sum() / rows.Weight;
        double[] Gradient(Func<int, double> probability) => [.. Enumerable.Range(0, rows.Columns).Select(j =>
        {
            double mean = Enumerable.Range(0, rows.Rows).Sum(i => rows.Weights[i] * rows.At(i, j)) / rows.Weight;
            return Enumerable.Range(0, rows.Rows).Sum(i =>
                rows.Weights[i] * (rows.Y[i] - probability(i)) * (rows.At(i, j) - mean)) / rows.Weight / deviations[j];
        })];
        double unit = Gradient(_ => share).Max(Math.Abs);
        var gradient = Gradient(i => 1 / (1 + Math.Exp(-rows.Predict(i, beta, fit.Intercepts[k]))));
        double l1 = fit.Penalties[k] * fit.L1Ratio;
        for (int j = 0; j < rows.Columns; j++)
        {
            double slope = gradient[j] - (fit.Penalties[k] * (1 - fit.L1Ratio) * beta[j] * deviations[j]);
            if (beta[j] == 0)
                Assert.InRange(Math.Abs(slope), 0, l1 + (2e-6 * unit));
            else
                Assert.Equal(l1 * Math.Sign(beta[j]), slope, 3e-6 * unit);
        }
    }

    private static void AssertSame(PathFit expected, PathFit actual, double tolerance)
    {
        for (int k = 0; k < expected.Penalties.Length; k++)
        {
            Assert.Equal(expected.Penalties[k], actual.Penalties[k], 1e-9 * expected.Penalties[k]);
            Assert.Equal(expected.Intercepts[k], actual.Intercepts[k], 10 * tolerance);
            for (int j = 0; j < expected.Coefficients[k].Length; j++)
                Assert.Equal(expected.Coefficients[k][j], actual.Coefficients[k][j], tolerance);
        }
    }
}
