using System.Numerics.Tensors;
using Microsoft.ML.LowRank.LinearAlgebra;
using Microsoft.ML.LowRank.Metrics;
using Microsoft.ML.LowRank.Samples.Generate;

namespace Microsoft.ML.LowRank.Samples.Tests;

public class ClickLogTests
{
    private const int Rows = 200_000;

    private static ClickTruth Truth(int seed, int rows)
    {
        var log = new ClickLog(rows, seed);
        var truth = new ClickTruth(log);
        foreach (var row in log.Read(0, rows))
            truth.Add(row);
        return truth;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(-7)]
    public void The_truth_has_the_promised_area_rate_and_gap(int seed)
    {
        var truth = Truth(seed, Rows);
        Assert.Equal(Rows, truth.RankedRows);
        Assert.InRange(truth.Auc(), 0.79, 0.81);
        Assert.InRange(truth.Auc() - truth.AdditiveAuc(), 0.05, 0.1);
        Assert.InRange(truth.Rate, 0.24, 0.26);
    }

    [Fact]
    public void Clicks_come_as_often_as_their_probability_says()
    {
        var byTenth = new ClickLog(Rows, 3).Read(0, Rows).Select(row => (row.Probability, Clicked: row.Clicked ? 1.0 : 0))
            .GroupBy(row => (int)(row.Probability * 10)).Where(group => group.Count() > 1_000);
        Assert.All(byTenth, group => Assert.Equal(group.Average(row => row.Probability), group.Average(row => row.Clicked),
            4.0 / Math.Sqrt(group.Count()) * 0.5));
    }

    [Fact]
    public void Interactions_cannot_be_told_from_single_ids()
    {
        var log = new ClickLog(Rows, 4);
        Assert.Equal(10, log.PlantedPairs.Count);
        var pair = log.PlantedPairs[0];
        var sums = new Dictionary<(int Field, int Id), (double Sum, double Squares, int Count)>();
        foreach (var row in log.Read(0, Rows))
        {
            double value = pair.Of(row.Ids[pair.Left], row.Ids[pair.Right]);
            foreach (int field in (int[])[pair.Left, pair.Right, 8])
            {
                var (sum, squares, count) = sums.GetValueOrDefault((field, row.Ids[field]));
                sums[(field, row.Ids[field])] = (sum + value, squares + (value * value), count + 1);
            }
        }
        foreach (var (key, (sum, squares, count)) in sums.Where(item => item.Value.Count >= ClickLog.LeastRows))
            Assert.True(Math.Abs(sum) <= 4.5 * Math.Sqrt(squares) + 1e-3, $"Field {key.Field}, id {key.Id}: a mean of {sum / count}.");
        Assert.Equal(pair.Variance, sums.Where(item => item.Key.Field == 8).Sum(item => item.Value.Squares) / Rows, 0.05 * pair.Variance);
    }

    [Fact]
    public void A_fitted_sum_of_single_effects_is_no_better_than_that_of_the_true_ones()
    {
        // Logistic regression by AdaGrad: a weight per id and per range of a count.
        var log = new ClickLog(Rows, 2);
        var weights = new Dictionary<(int Field, int Value), (double Weight, double Squares)>();
        List<float> fitted = [], main = [], labels = [];
        (int, int)[] inputs = new (int, int)[ClickLog.CountFields + ClickLog.IdFields + 1];
        for (int pass = 0; pass < 2; pass++)
        {
            foreach (var (position, row) in log.Read(0, Rows).Index())
            {
                for (int field = 0; field < ClickLog.CountFields; field++)
                    inputs[field] = (-1 - field, row.Counts[field] < 0 ? -1 : (int)(4 * Math.Log(1.0 + row.Counts[field])));
                for (int field = 0; field < ClickLog.IdFields; field++)
                    inputs[ClickLog.CountFields + field] = (field, row.Ids[field]);
                inputs[^1] = (ClickLog.IdFields, 0);
                double logit = inputs.Sum(input => weights.GetValueOrDefault(input).Weight);
                if (position >= Rows * 3 / 4)
                {
                    if (pass == 0)
                        continue;
                    fitted.Add((float)logit);
                    main.Add((float)row.MainEffects);
                    labels.Add(row.Clicked ? 1 : 0);
                    continue;
                }
                double gradient = (1 / (1 + Math.Exp(-logit))) - (row.Clicked ? 1 : 0);
                foreach (var input in inputs)
                {
                    var (weight, squares) = weights.GetValueOrDefault(input);
                    squares += gradient * gradient;
                    weights[input] = (weight - (0.05 * gradient / Math.Sqrt(squares + 1)), squares);
                }
            }
        }
        double Area(List<float> scores) => BinaryMetrics.AreaUnderCurve([.. scores], [.. labels]);
        Assert.InRange(Area(fitted), 0.69, Area(main) + 0.003);
    }

    [Fact]
    public void Only_frequent_ids_interact()
    {
        var log = new ClickLog(Rows, 4);
        foreach (var pair in log.PlantedPairs)
        {
            int frequent = log.IdsOf(pair.Left).CountWithShare((double)ClickLog.LeastRows / Rows);
            Assert.True(log.IdsOf(pair.Left).Share(frequent - 1) * Rows >= ClickLog.LeastRows);
            Assert.True(frequent == log.IdsOf(pair.Left).Count || log.IdsOf(pair.Left).Share(frequent) * Rows < ClickLog.LeastRows);
            Assert.NotEqual(0, pair.Of(frequent - 1, 0));
            Assert.Equal(0, pair.Of(frequent, 0));
            Assert.Equal(0, pair.Of(ClickRow.Missing, 0));
            Assert.Equal(0, pair.Of(0, ClickRow.Missing));
        }
        Assert.Empty(new ClickLog(500, 4).PlantedPairs);
        Assert.All(new ClickLog(500, 4).Read(0, 500), row => Assert.Equal(0, row.Interactions));
    }

    [Fact]
    public void Ten_pairs_of_five_fields_interact_with_rank_four_and_equal_strength()
    {
        var log = new ClickLog(10_000_000, 4);
        Assert.Equal(10, log.PlantedPairs.Select(pair => (Math.Min(pair.Left, pair.Right), Math.Max(pair.Left, pair.Right))).Distinct().Count());
        Assert.Equal(5, log.PlantedPairs.SelectMany(pair => (int[])[pair.Left, pair.Right]).Distinct().Count());
        double variance = log.PlantedPairs[0].Variance;
        foreach (var pair in log.PlantedPairs)
        {
            Assert.Equal(variance, pair.Variance, 1e-9);
            var (left, right) = (log.IdsOf(pair.Left), log.IdsOf(pair.Right));
            // In a log so long every id of these fields is frequent: the sums are over all rows.
            var squares = Enumerable.Range(0, left.Count).SelectMany(i => Enumerable.Range(0, right.Count)
                .Select(j => left.Share(i) * right.Share(j) * pair.Of(i, j) * pair.Of(i, j)));
            Assert.Equal(variance, squares.Sum(), 1e-4 * variance);
            double[] strengths = Strengths(left, right, pair.Of);
            Assert.All(strengths[..4], strength => Assert.Equal(variance / 4, strength, 1e-4));
            Assert.All(strengths[4..], strength => Assert.Equal(0, strength, 1e-6));
        }
    }

    /// <summary>Squared singular values of the interaction over the rows.</summary>
    private static double[] Strengths(ZipfIds left, ZipfIds right, Func<int, int, double> interaction)
    {
        if (left.Count > right.Count)
            return Strengths(right, left, (i, j) => interaction(j, i));
        var matrix = new double[left.Count][];
        for (int i = 0; i < left.Count; i++)
            matrix[i] = [.. Enumerable.Range(0, right.Count).Select(j => interaction(i, j) * Math.Sqrt(left.Share(i) * right.Share(j)))];
        double[] gram = [.. matrix.SelectMany(a => matrix.Select(b => TensorPrimitives.Dot<double>(a, b)))];
        return SymmetricEigen.Decompose(gram, left.Count, 6).Values;
    }

    [Fact]
    public void Rare_ids_of_a_field_share_one_effect_and_frequent_ones_have_their_own()
    {
        var ids = new ZipfIds(100_000, 0.2);
        var effects = new IdEffects(ids, new HashedNumbers(3), 0.7, 0.001);
        int frequent = ids.CountWithShare(0.001);
        Assert.InRange(frequent, 50, 100);
        Assert.All(Enumerable.Range(frequent, 1_000), id => Assert.Equal(effects.Of(frequent), effects.Of(id)));
        int[] others = [.. Enumerable.Range(0, frequent + 1), ClickRow.Missing];
        Assert.Equal(others.Length, others.Select(effects.Of).Distinct().Count());
        double[] shares = [.. Enumerable.Range(0, frequent).Select(ids.Share), 0.8 - ids.ShareOfFirst(frequent), 0.2];
        Assert.Equal(0, others.Zip(shares, (id, share) => share * effects.Of(id)).Sum(), 1e-12);
        Assert.Equal(0.7, others.Zip(shares, (id, share) => share * effects.Of(id) * effects.Of(id)).Sum(), 1e-12);
    }

    [Fact]
    public void A_field_whose_rows_are_all_alike_has_no_effect()
    {
        var effects = new IdEffects(new ZipfIds(1_000, 0), new HashedNumbers(3), 0.7, 0.9);
        Assert.Equal((0.0, 0.0), (effects.Of(0), effects.Of(999)));
    }

    [Fact]
    public void Ids_follow_the_law_that_they_state_and_fields_differ_in_size()
    {
        var log = new ClickLog(Rows, 5);
        var counts = Enumerable.Range(0, ClickLog.IdFields).Select(_ => new Dictionary<int, int>()).ToArray();
        foreach (var row in log.Read(0, Rows))
        {
            for (int field = 0; field < ClickLog.IdFields; field++)
                counts[field][row.Ids[field]] = counts[field].GetValueOrDefault(row.Ids[field]) + 1;
        }
        for (int field = 0; field < ClickLog.IdFields; field++)
        {
            var ids = log.IdsOf(field);
            Assert.Equal(1, ids.ShareOfFirst(ids.Count) + ids.Missing, 1e-12);
            Assert.Equal(Enumerable.Range(0, 3).Sum(ids.Share), ids.ShareOfFirst(3), 1e-12);
            Assert.All(Enumerable.Range(0, 3).Append(ids.Count - 1), id => Check(counts[field].GetValueOrDefault(id), ids.Share(id)));
            Check(counts[field].GetValueOrDefault(ClickRow.Missing), ids.Missing);
            Assert.True(counts[field].Keys.Max() < ids.Count);
            if (ids.Count >= 1_000)
                Assert.Equal(10, ids.Share(9) / ids.Share(99), 0.5);
        }
        Assert.Equal(3, log.IdsOf(8).Count);
        Assert.True(counts.Max(field => field.Count) > 30_000, "Large fields have many ids.");

        static void Check(int count, double share) => Assert.Equal(Rows * share, count, (5 * Math.Sqrt(Rows * share)) + 1);
    }

    [Fact]
    public void Values_are_missing_in_some_fields_and_never_in_others()
    {
        var rows = new ClickLog(Rows, 6).Read(0, 5_000).Select(row => (Counts: row.Counts.ToArray(), Ids: row.Ids.ToArray())).ToList();
        int[] counts = [.. Enumerable.Range(0, ClickLog.CountFields).Select(field => rows.Count(row => row.Counts[field] == ClickRow.Missing))];
        int[] ids = [.. Enumerable.Range(0, ClickLog.IdFields).Select(field => rows.Count(row => row.Ids[field] == ClickRow.Missing))];
        foreach (int[] missing in (int[][])[counts, ids])
        {
            Assert.Contains(missing, count => count == 0);
            Assert.Contains(missing, count => count > 250);
            Assert.All(missing, count => Assert.True(count < 2_600));
        }
        Assert.All(rows, row => Assert.All(row.Counts, count => Assert.True(count >= ClickRow.Missing)));
    }

    [Fact]
    public void A_row_depends_on_seed_and_position_only()
    {
        var log = new ClickLog(Rows, 7);
        var row = new ClickRow();
        var again = new ClickRow();
        Assert.Equal(log.Read(149_990, 20).ElementAt(10).Ids, log.Read(150_000, 1).First().Ids);
        log.Read(150_000, row);
        new ClickLog(Rows, 7).Read(150_000, again);
        Assert.Equal(row.Ids, again.Ids);
        Assert.Equal(row.Counts, again.Counts);
        Assert.Equal((row.Logit, row.Clicked), (again.Logit, again.Clicked));
        new ClickLog(Rows, 8).Read(150_000, again);
        Assert.NotEqual(row.Ids, again.Ids);
        log.Read(150_001, again);
        Assert.NotEqual(row.Ids, again.Ids);
        // As on every other machine.
        log.Read(3, row);
        Assert.Equal([12, 10, 55797, 9, 13, 0, 4070, 1, 1, 213, 5, 5, 2105, 5, 1090, 3338, 0, 373, 560, 3, 29, 7, 6, 187461, -1, 24658],
            row.Ids);
        Assert.Equal([2, -1, 191, 237, -1, 61, 0, 1, 3, 1, 6, 133, 1], row.Counts);
        Assert.Equal(-1.9084461375, row.Logit, 1e-6);
    }

    [Fact]
    public void Texts_are_eight_digits_and_no_two_ids_share_one()
    {
        var log = new ClickLog(Rows, 9);
        Assert.Equal(100_000, Enumerable.Range(0, 100_000).Select(id => log.TextOf(2, id)).Distinct().Count());
        Assert.Matches("^[0-9a-f]{8}$", log.TextOf(2, 77));
        Assert.NotEqual(log.TextOf(2, 77), log.TextOf(3, 77));
        Assert.Equal("", log.TextOf(2, ClickRow.Missing));
    }
}
