namespace Microsoft.ML.LowRank.Stacking;

public class RedundancyTests
{
    // Target with variance 100; predictions are the target with errors that are orthogonal to it and to each other.
    private static readonly float[] Target = [.. Pattern(1).Select(sign => 10 * sign)];

    [Fact]
    public void Of_copies_the_best_is_kept_and_the_others_say_which()
    {
        // Squared errors 4, 1, 1.21; 0 and 1 are 5 apart, 1 and 2 are 2.21 apart, of a variance of 100.
        var statistics = Rows((2, 2), (1, 4), (1.1f, 8)).Statistics();
        var settings = new RedundancySettings { MeanSquaredDifference = 0.03 };
        var result = Redundancy.Find(statistics, settings);
        Assert.Equal([0, 1], result.Kept);
        var drop = Assert.Single(result.Dropped);
        Assert.Equal((2, 1, RedundancyReason.Copy), (drop.Index, drop.Alternative!.Value, drop.Reason));
        Assert.Equal(2.21, drop.MeanSquaredDifference, 1e-5);
        Assert.Equal(0.1, drop.RiskDifference, 1e-6);
        Assert.Equal(100 / Math.Sqrt(101 * 101.21), drop.Correlation, 1e-6);

        Assert.Equal([1], Redundancy.Find(statistics, settings with { MeanSquaredDifference = 0.06 }).Kept);
        Assert.Equal([0, 1, 2], Redundancy.Find(statistics, settings with { MeanSquaredDifference = 0.02 }).Kept);
    }

    [Fact]
    public void Both_the_correlation_and_the_distance_must_fit()
    {
        // The target itself, and the target 3 higher: correlation 1, distance 9.
        var rows = new StackingRows(Target, [.. Target.Select(y => y + 3)], Target);
        Assert.Equal([0, 1], Redundancy.Find(rows.Statistics(), new RedundancySettings()).Kept);
        var wide = new RedundancySettings { MeanSquaredDifference = 0.1 };
        Assert.Equal([0], Redundancy.Find(rows.Statistics(), wide).Kept);
        // Correlation .98, distance 2.21: close, but not correlated enough for .99.
        var close = Rows((1, 4), (1.1f, 8)).Statistics();
        var settings = new RedundancySettings { MeanSquaredDifference = 1 };
        Assert.Equal([0], Redundancy.Find(close, settings with { Correlation = 0.98 }).Kept);
        Assert.Equal([0, 1], Redundancy.Find(close, settings with { Correlation = 0.99 }).Kept);
    }

    [Fact]
    public void A_dropped_prediction_drops_no_other()
    {
        // A chain: 1 is a copy of 0, 2 of 1 only. 1 is gone when 2 is visited.
        float[] first = Target;
        float[] second = [.. Target.Zip(Pattern(2), (y, sign) => y + (0.8f * sign))];
        float[] third = [.. Target.Zip(Pattern(2), (y, sign) => y + (1.6f * sign))];
        var rows = new StackingRows(first, second, third, Target);
        var result = Redundancy.Find(rows.Statistics(), new RedundancySettings());
        Assert.Equal([0, 2], result.Kept);
        Assert.Equal(0, Assert.Single(result.Dropped).Alternative);
    }

    [Fact]
    public void The_first_of_equals_is_kept()
    {
        var rows = new StackingRows(Target, Target, Target, Target);
        var result = Redundancy.Find(rows.Statistics(), new RedundancySettings());
        Assert.Equal([0], result.Kept);
        Assert.Equal([1, 2], result.Dropped.Select(drop => drop.Index));
        Assert.All(result.Dropped, drop => Assert.Equal(0, drop.RiskDifference));
    }

    [Fact]
    public void A_mirrored_copy_counts_where_the_sign_does_not()
    {
        // Around 0 a mirrored prediction is far; only with a generous distance does the sign matter.
        var rows = new StackingRows(Target, [.. Target.Select(y => -y)], Target).Statistics();
        var settings = new RedundancySettings { MeanSquaredDifference = 5 };
        Assert.Equal([0, 1], Redundancy.Find(rows, settings).Kept);
        Assert.Equal([0], Redundancy.Find(rows, settings with { AbsoluteCorrelation = true }).Kept);
    }

    [Fact]
    public void Near_constant_predictions_are_dropped_but_never_all()
    {
        float[] flat = [.. Pattern(2).Select(sign => 0.001f * sign)];
        float[] constant = [.. Target.Select(_ => 2f)];
        var rows = new StackingRows(constant, Target, flat, Target);
        var result = Redundancy.Find(rows.Statistics(), new RedundancySettings());
        Assert.Equal([1], result.Kept);
        Assert.All(
            result.Dropped, drop => Assert.Equal((RedundancyReason.NearConstant, null), (drop.Reason, drop.Alternative)));
        Assert.Equal([0, 2], result.Dropped.Select(drop => drop.Index));

        // Errors 104 and 100: the second is the best of the useless.
        var all = Redundancy.Find(new StackingRows(constant, flat, Target).Statistics(), new RedundancySettings());
        Assert.Equal([1], all.Kept);
        Assert.Equal(0, Assert.Single(all.Dropped).Index);
    }

    [Fact]
    public void Thresholds_follow_the_unit_of_the_target_unless_raw()
    {
        foreach (float unit in new[] { 1f, 1024f })
        {
            var rows = new StackingRows(
                [.. Rows((1, 4), (1.1f, 8)).Columns.Select(column => column.Select(value => unit * value).ToArray())]);
            var settings = new RedundancySettings { MeanSquaredDifference = 0.03 };
            Assert.Equal([0], Redundancy.Find(rows.Statistics(), settings).Kept);
            int[] raw = unit == 1 ? [0] : [0, 1];
            settings = settings with { MeanSquaredDifference = 3, Raw = true };
            Assert.Equal(raw, Redundancy.Find(rows.Statistics(), settings).Kept);
        }
    }

    [Fact]
    public void As_published_a_near_constant_prediction_first_displaces_its_copies()
    {
        // A target of variance .0064; 0 and 1 are good but vary too little for the published threshold of .01.
        float[] target = [.. Pattern(1).Select(sign => 0.08f * sign)];
        float[] wide = [.. Pattern(1).Zip(Pattern(2), (a, b) => (0.12f * a) + (0.01f * b))];
        var statistics = new StackingRows(target, wide, target).Statistics();
        var published = Redundancy.Find(statistics, RedundancySettings.Published);
        Assert.Equal([0], published.Kept);
        Assert.Equal(RedundancyReason.Copy, Assert.Single(published.Dropped).Reason);
        Assert.Equal([0, 1], Redundancy.Find(statistics, new RedundancySettings()).Kept);
    }

    private static StackingRows Rows(params (float Error, int Pattern)[] predictions) => new([
        .. predictions.Select(p => Target.Zip(Pattern(p.Pattern), (y, sign) => y + (p.Error * sign)).ToArray()),
        Target,
    ]);

    /// <summary>+1 and −1 in turns of a power of two; different powers are orthogonal and have mean 0.</summary>
    private static float[] Pattern(int period) =>
        [.. Enumerable.Range(0, 64).Select(i => (i & period) == 0 ? 1f : -1f)];
}
