using FsCheck;
using FsCheck.Fluent;

namespace Microsoft.ML.LowRank.Networks.Factoring;

public class RankPlanTests
{
    [Fact]
    public void Fixed_ranks_are_given_by_kind_and_never_beyond_what_pays()
    {
        var model = new SmallModel(
        [
            SmallModel.Random("large table", 1000, 16, 1, isTable: true),
            SmallModel.Random("table of 3 rows", 3, 16, 2, isTable: true),
            SmallModel.Random("layer", 400, 400, 3),
            SmallModel.Random("small layer", 20, 20, 4),
        ]);
        // 2·(3 + 16) < 48, 64·800 < 160,000, but 10·40 = 400 is as much as 20·20.
        Assert.Equal([2, 2, 64, 0], model.Choose(RankRule.Fixed(2, 64)));
        Assert.Equal([2, 2, 10 - 1, 9], model.Choose(RankRule.Fixed(2, 9)));
        Assert.Equal([4, 0, 10, 0], model.Choose(RankRule.Fixed(4, 10)));
        Assert.Equal([0, 0, 10, 0], model.Choose(RankRule.Fixed(0, 10)));
        Assert.Equal([4, 0, 0, 0], model.Choose(RankRule.Fixed(4, 0)));
    }

    [Fact]
    public void Energy_takes_the_smallest_rank_that_keeps_the_share()
    {
        var model = new SmallModel(
        [
            new("a", 100, 4, [8, 4, 2, 2]), new("b", 100, 4, [1, 1, 1, 1]), new("zero", 100, 4, [0, 0, 0, 0]),
        ]);
        Assert.Equal([2, 3, 1], model.Choose(RankRule.Energy(0.75)));
        // Rank 4 of 100 × 4 is larger than the matrix.
        Assert.Equal([0, 0, 1], model.Choose(RankRule.Energy(1)));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(1.01)]
    [InlineData(1000)]
    public void Ratio_shrinks_every_matrix_as_near_to_the_factor_as_ranks_come(double factor)
    {
        var model = new SmallModel(
            [SmallModel.Random("a", 300, 40, 1), SmallModel.Random("b", 64, 64, 2), SmallModel.Random("c", 2, 2, 3)]);
        var ranks = model.Choose(RankRule.Ratio(factor));
        for (int i = 0; i < 2; i++)
        {
            var matrix = model.Matrices[i];
            Assert.InRange(ranks[i], 1, matrix.Largest);
            Assert.True(ranks[i] == 1 || matrix.Parameters(ranks[i]) * factor <= matrix.Parameters(0));
            Assert.True(matrix.Parameters(ranks[i] + 1) * factor > matrix.Parameters(0));
        }
        // One direction of 2 × 2 takes 4 numbers again.
        Assert.Equal(0, ranks[2]);
    }

    [Fact]
    public void Budgets_of_unit_costs_lose_as_little_as_any_ranks_can()
    {
        var property = Prop.ForAll(ArbMap.Default.ArbFor<int>(), ArbMap.Default.ArbFor<byte>(), (seed, size) =>
        {
            // All directions cost the same and no budget pays for a matrix as it is: then greedy steps are optimal.
            var model = new SmallModel(
                [.. Enumerable.Range(0, 3).Select(i => SmallModel.Random(
                    $"{i}", 40, 40, (ulong)(uint)seed + (ulong)(i * 99), weight: 1 + i) is var wide
                        ? wide with { Energies = wide.Energies[..4] } : null!)], rest: 17);
            long budget = 17 + (80 * 3) + (3 * size);
            var chosen = model.Choose(RankRule.ParameterBudget(budget));
            double best = model.AllRanks()
                .Where(ranks => !ranks.Contains(0) && model.Parameters(ranks) <= budget).Min(model.Loss);
            return model.Parameters(chosen) <= budget && model.Loss(chosen) <= best + 1e-12;
        });
        property.QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Budgets_lose_hardly_more_than_the_best_of_all_ranks(bool isJoint)
    {
        // With matrices that may be left alone the best ranks are a knapsack, which steps do not always fill.
        double chosen = 0, best = 0;
        for (ulong seed = 0; seed < 30; seed++)
        {
            var model = new SmallModel(
                [
                    SmallModel.Random("a", 60, 8, seed), SmallModel.Random("b", 20, 8, seed + 1000),
                    SmallModel.Random("c", 12, 8, seed + 2000), SmallModel.Random("d", 24, 10, seed + 3000),
                ], 10, isJoint);
            var all = model.AllRanks().Select(ranks => (Size: model.Parameters(ranks), Loss: model.Loss(ranks))).ToArray();
            long smallest = all.Min(x => x.Size), whole = model.Parameters(new int[4]);
            foreach (double share in new[] { 0.2, 0.5, 0.8 })
            {
                long budget = smallest + (long)(share * (whole - smallest));
                double loss = model.Loss(model.Choose(RankRule.ParameterBudget(budget)));
                double least = all.Where(x => x.Size <= budget).Min(x => x.Loss);
                Assert.True(loss >= least - 1e-12);
                chosen += loss;
                best += least;
            }
        }
        Assert.InRange(chosen / best, 1 - 1e-12, 1.03);
    }

    [Fact]
    public void Budgets_are_kept_and_nothing_that_still_fits_is_left()
    {
        var property = Prop.ForAll(
            ArbMap.Default.ArbFor<int>(), ArbMap.Default.ArbFor<byte>(), ArbMap.Default.ArbFor<bool>(), (seed, size, isJoint) =>
        {
            var model = Mixed((ulong)(uint)seed, isJoint);
            var alone = new int[model.Matrices.Length];
            long smallest = model.AllRanks().Min(ranks => model.Parameters(ranks));
            long budget = smallest + ((model.Parameters(alone) - smallest) * (1 + size) / 256);
            foreach (var rule in new[] { RankRule.ParameterBudget(budget), RankRule.ByteBudget((4 * budget) + 103) })
            {
                int[] ranks;
                try
                {
                    ranks = model.Choose(rule);
                }
                catch (InvalidOperationException) when (isJoint)
                {
                    // What is smallest one by one need not be smallest together; then the budget is out of reach.
                    continue;
                }
                if (model.Parameters(ranks) > budget)
                    return false;
                for (int i = 0; i < ranks.Length; i++)
                {
                    if (ranks[i] == 0)
                        continue;
                    var more = (int[])ranks.Clone();
                    more[i]++;
                    if (more[i] <= model.Matrices[i].Largest && model.Parameters(more) <= budget &&
                        model.Loss(more) < model.Loss(ranks))
                        return false;
                    more[i] = 0;
                    if (model.Parameters(more) <= Math.Max(budget, model.Parameters(ranks)))
                        return false;
                }
            }
            return true;
        });
        property.QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_smaller_model_is_smaller_in_parameters_and_in_bytes()
    {
        var model = new SmallModel(
            [
                SmallModel.Random("table", 500, 16, 1, isTable: true), SmallModel.Random("table", 90, 16, 2, isTable: true),
                SmallModel.Random("layer", 32, 30, 3),
            ], rest: 100, isJoint: true);
        var alone = new int[model.Matrices.Length];
        var ranks = model.Choose(RankRule.Smaller(2));
        Assert.True(model.Parameters(ranks) * 2 <= model.Parameters(alone));
        Assert.True(model.Bytes(ranks) * 2 <= model.Bytes(alone));
        Assert.Contains(ranks, rank => rank > 1);
    }

    [Fact]
    public void A_budget_that_the_model_is_within_changes_nothing()
    {
        var model = Mixed(6, isJoint: false);
        Assert.All(
            model.Choose(RankRule.ParameterBudget(model.Parameters(new int[model.Matrices.Length]))),
            rank => Assert.Equal(0, rank));
    }

    [Fact]
    public void A_matrix_is_left_alone_when_what_is_left_of_the_budget_pays_for_it()
    {
        // The small one loses more by rank 1 than any further direction of the large one gains.
        var model = new SmallModel([new("large", 100, 20, [100, .. new double[19]]), new("small", 6, 6, [1, 1, 1, 1, 1, 1])]);
        Assert.Equal([1, 0], model.Choose(RankRule.ParameterBudget(160)));
        Assert.Equal([1, 1], model.Choose(RankRule.ParameterBudget(140)));
    }

    [Fact]
    public void Matrices_without_energy_get_one_direction_where_that_is_smaller()
    {
        var model = new SmallModel(
        [
            new("zero", 50, 5, new double[5]), new("tiny zero", 2, 2, new double[2]), new("a", 50, 5, [5, 4, 3, 2, 1]),
        ]);
        foreach (var rule in new[]
        {
            RankRule.ParameterBudget(4 + 55 + 110), RankRule.Energy(0.5), RankRule.Fixed(2, 2), RankRule.Ratio(2),
            RankRule.Sensitivity(0.5), RankRule.SpectralThreshold(0.65),
        })
            Assert.Equal([1, 0, 2], model.Choose(rule, (_, rank) => 1.0 / rank));
    }

    [Fact]
    public void A_budget_that_is_too_small_says_what_the_least_is()
    {
        var model = new SmallModel([SmallModel.Random("a", 50, 5, 1), SmallModel.Random("b", 2, 2, 2)], rest: 1000);
        var error = Assert.Throws<InvalidOperationException>(() => model.Choose(RankRule.ParameterBudget(1058)));
        Assert.Contains("has 1,059 parameters, more than the 1,058 asked for: 1 of 2 matrices", error.Message);
        Assert.Equal([1, 0], model.Choose(RankRule.ParameterBudget(1059)));
        error = Assert.Throws<InvalidOperationException>(() => model.Choose(RankRule.ByteBudget(4000)));
        Assert.Contains("has 4,336 bytes", error.Message);
        Assert.Throws<InvalidOperationException>(() => model.Choose(RankRule.Smaller(2)));
    }

    [Fact]
    public void One_threshold_for_all_spectra_is_the_smallest_that_saves_enough()
    {
        var property = Prop.ForAll(ArbMap.Default.ArbFor<int>(), ArbMap.Default.ArbFor<byte>(), (seed, size) =>
        {
            var model = new SmallModel(
                [.. Enumerable.Range(0, 4).Select(i => SmallModel.Random($"{i}", 20 + (7 * i), 9, (ulong)(uint)seed + (ulong)i))]);
            double reduction = 0.05 + (0.7 * size / 255);
            long limit = (long)(model.Parameters(new int[4]) * (1 - reduction));
            // By brute force: every threshold in question, from the smallest.
            int[] RanksAt(double threshold) => [.. model.Matrices.Select(matrix =>
            {
                var values = matrix.Energies.Select(Math.Sqrt).ToArray();
                int rank = values.Count(v => (v - values[^1]) / (values[0] - values[^1]) >= threshold);
                return rank * (matrix.Rows + matrix.Columns) < matrix.Rows * matrix.Columns ? rank : 0;
            })];
            var expected = model.Matrices
                .SelectMany(m => m.Energies.Select(e =>
                    (Math.Sqrt(e) - Math.Sqrt(m.Energies[^1])) / (Math.Sqrt(m.Energies[0]) - Math.Sqrt(m.Energies[^1]))))
                .Order().Select(RanksAt).First(ranks => model.Parameters(ranks) <= limit);
            return expected.SequenceEqual(model.Choose(RankRule.SpectralThreshold(reduction)));
        });
        property.QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_flat_spectrum_keeps_its_size_and_a_reduction_out_of_reach_is_refused()
    {
        var model = new SmallModel([new("flat", 50, 10, [.. Enumerable.Repeat(1.0, 10)]), SmallModel.Random("b", 50, 10, 1)]);
        Assert.Equal(0, model.Choose(RankRule.SpectralThreshold(0.3))[0]);
        var error = Assert.Throws<InvalidOperationException>(() => model.Choose(RankRule.SpectralThreshold(0.6)));
        Assert.Contains("from 1,000 to 400", error.Message);
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.01)]
    [InlineData(5)]
    public void Sensitivity_takes_the_smallest_rank_within_the_bound(double bound)
    {
        var model = new SmallModel([SmallModel.Random("a", 90, 12, 1), SmallModel.Random("b", 30, 30, 2)]);
        var tried = new HashSet<(int, int)>();
        double Divergence(int candidate, int rank)
        {
            Assert.True(tried.Add((candidate, rank)));
            return (candidate + 1) * model.Matrices[candidate].Energies.Skip(rank).Sum() / model.Matrices[candidate].Total;
        }
        var ranks = model.Choose(RankRule.Sensitivity(bound), Divergence);
        Assert.True(tried.Count <= 10);
        for (int i = 0; i < 2; i++)
        {
            var matrix = model.Matrices[i];
            int paying = Enumerable.Range(1, matrix.Largest).Last(rank => matrix.Parameters(rank) < matrix.Parameters(0));
            int expected = Enumerable.Range(1, paying).FirstOrDefault(
                rank => (i + 1) * matrix.Energies.Skip(rank).Sum() / matrix.Total <= bound);
            Assert.Equal(expected, ranks[i]);
        }
    }

    [Fact]
    public void Sensitivity_needs_rows_to_measure_on_and_numbers()
    {
        var model = Mixed(1, isJoint: false);
        Assert.Contains("calibration rows", Assert.Throws<InvalidOperationException>(
            () => model.Choose(RankRule.Sensitivity(0.1))).Message);
        Assert.Contains("table 0 at rank", Assert.Throws<InvalidOperationException>(
            () => model.Choose(RankRule.Sensitivity(0.1), (_, _) => double.NaN)).Message);
    }

    [Fact]
    public void A_budget_for_many_matrices_measures_the_model_a_few_times_per_step()
    {
        var model = new SmallModel(
            [.. Enumerable.Range(0, 60).Select(i => SmallModel.Random($"{i}", 2000, 400, (ulong)i))], isJoint: true);
        long budget = model.Parameters(new int[60]) / 3;
        var ranks = model.Choose(RankRule.ParameterBudget(budget));
        Assert.InRange(model.Parameters(ranks), budget * 0.99, budget);
        Assert.True(model.Calls < 12 * ranks.Sum(), $"{model.Calls} calls for {ranks.Sum()} directions");
    }

    [Fact]
    public void No_candidates_are_no_ranks()
    {
        var model = new SmallModel([], rest: 10);
        foreach (var rule in new[]
        {
            RankRule.Fixed(1, 1), RankRule.Energy(1), RankRule.Ratio(2), RankRule.ParameterBudget(10),
            RankRule.SpectralThreshold(0.5), RankRule.Sensitivity(1),
        })
            Assert.Empty(model.Choose(rule, (_, _) => 0));
    }

    private static SmallModel Mixed(ulong seed, bool isJoint) => new(
        [
            SmallModel.Random("table 0", 30, 6, seed, isTable: true),
            SmallModel.Random("table 1", 4, 6, seed + 1, isTable: true),
            SmallModel.Random("layer 0", 12, 8, seed + 2),
        ], rest: 25, isJoint);
}
