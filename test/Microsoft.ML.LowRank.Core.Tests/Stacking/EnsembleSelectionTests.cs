namespace Microsoft.ML.LowRank.Stacking;

public class EnsembleSelectionTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_round_adds_what_is_best_on_the_rows(ulong seed)
    {
        var rows = StackingRows.Random(200, 6, seed);
        var found = EnsembleSelection.Select(rows.Statistics().ErrorMoments(), 6, 30);
        var counts = new double[6];
        var errors = new List<double>();
        for (int round = 0; round < 30; round++)
        {
            var candidates = Enumerable.Range(0, 6).Select(k => rows.Error(
                [.. counts.Select((count, j) => (count + (j == k ? 1 : 0)) / (round + 1))])).ToArray();
            var step = found.Trajectory[round];
            Assert.Equal(candidates.Min(), candidates[step.Index], 1e-9);
            Assert.Equal(candidates.Min(), step.MeanSquaredError, 1e-8);
            counts[step.Index]++;
            errors.Add(candidates.Min());
        }
        Assert.Equal(errors.Min(), rows.Error(found.Weights), 1e-9);
        Assert.Equal(1, found.Weights.Sum(), 1e-12);
        Assert.All(found.Weights, weight => Assert.Equal(Math.Round(weight * found.Size), weight * found.Size, 1e-9));
    }

    [Fact]
    public void Only_the_best_prefix_is_kept()
    {
        // Uncorrelated errors of variance 9 and 1: one part to nine is the best of all blends, and round 10 reaches it.
        double[] moments = [9, 0, 0, 1];
        var found = EnsembleSelection.Select(moments, 2, 12);
        Assert.Equal([0.1, 0.9], found.Weights);
        Assert.Equal(10, found.Size);
        Assert.Equal(12, found.Trajectory.Length);
        Assert.Equal(0.9, found.Trajectory[9].MeanSquaredError, 1e-12);
    }

    [Fact]
    public void Ties_go_to_the_one_already_used_and_then_to_the_first()
    {
        // All the same prediction: whatever is added, the error is 1.
        double[] same = [.. Enumerable.Repeat(1.0, 9)];
        var found = EnsembleSelection.Select(same, 3, 4);
        Assert.All(found.Trajectory, step => Assert.Equal(0, step.Index));
        Assert.Equal((1, 1.0), (found.Size, found.Weights[0]));
        // 1 is the best alone; with it, 0 and a second 1 are equally good.
        double[] equal = [2, .5, .5, 1];
        Assert.Equal([1, 1], EnsembleSelection.Select(equal, 2, 2).Trajectory.Select(step => step.Index));
        // A difference of rounding alone is a tie as well: 2 is ahead by less than a trillionth.
        double[] rounded = [2, 1, 1, 1, 1 + 4e-13, 1, 1, 1, 1];
        Assert.Equal(1, EnsembleSelection.Select(rounded, 3, 1).Trajectory[0].Index);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void Grid_hill_climbing_does_on_moments_what_it_does_on_rows(ulong seed)
    {
        var rows = StackingRows.Random(150, 5, seed);
        var weights = new double[5];
        int start = Enumerable.Range(0, 5).MinBy(k => rows.Error(Unit(k)));
        weights[start] = 1;
        double best = rows.Error(weights);
        while (true)
        {
            var trials = from k in Enumerable.Range(0, 5)
                         where weights[k] == 0
                         from step in Enumerable.Range(1, 50)
                         let w = step / 100.0
                         select weights.Select((weight, j) => (weight * (1 - w)) + (j == k ? w : 0)).ToArray();
            var next = trials.MinBy(trial => rows.Error(trial));
            if (next is null || rows.Error(next) >= best)
                break;
            weights = next;
            best = rows.Error(weights);
        }
        var found = GridHillClimbing.Climb(rows.Statistics().ErrorMoments(), 5);
        Assert.Equal(best, rows.Error(found), 1e-9);
        for (int k = 0; k < 5; k++)
            Assert.Equal(weights[k], found[k], 1e-9);
    }

    private static double[] Unit(int k) => [.. Enumerable.Range(0, 5).Select(j => j == k ? 1.0 : 0)];
}
