using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML.LowRank.Stacking;

namespace Microsoft.ML.LowRank.Tests.Stacking;

/// <summary>How rows are divided, whatever the rows are.</summary>
public class FoldMakerTests
{
    private static readonly Config Config = Config.QuickThrowOnFailure.WithReplay(7, 11).WithMaxTest(200);

    private static Arbitrary<(int[] Values, int Folds, int Seed)> Cases(int least, int most) => (
        from folds in Gen.Choose(3, 7)
        from seed in Gen.Choose(0, 1000)
        from values in Gen.Choose(least, most).ArrayOf()
        select (values, folds, seed)).ToArbitrary();

    [Fact]
    public void Random_folds_share_every_class_to_within_one_row_and_leave_out_what_has_no_class()
        => Prop.ForAll(Cases(-1, 3), input =>
        {
            var (classes, folds, seed) = input;
            var made = FoldMaker.Random(classes, folds, seed);
            Assert.Equal(classes.Select(c => c < 0), made.Segments.Select(s => s < 0));
            Assert.All(made.Segments, s => Assert.InRange(s, -1, folds - 1));
            foreach (int @class in classes.Where(c => c >= 0).Distinct())
            {
                int[] counts = [.. Enumerable.Range(0, folds).Select(
                    fold => made.Segments.Where((s, row) => s == fold && classes[row] == @class).Count())];
                Assert.True(counts.Max() - counts.Min() <= 1, $"Class {@class} has {string.Join(", ", counts)} rows in the folds.");
            }
        }).Check(Config);

    [Fact]
    public void Random_folds_depend_on_the_seed_and_on_nothing_else()
    {
        int[] classes = [.. Enumerable.Range(0, 100).Select(row => row % 3)];
        Assert.Equal(FoldMaker.Random(classes, 5, 8).Segments, FoldMaker.Random(classes, 5, 8).Segments);
        Assert.NotEqual(FoldMaker.Random(classes, 5, 8).Segments, FoldMaker.Random(classes, 5, 9).Segments);
    }

    [Fact]
    public void Groups_are_never_divided_and_no_fold_is_larger_than_the_smallest_and_one_group()
        => Prop.ForAll(Cases(-1, 12), input =>
        {
            var (groups, folds, seed) = input;
            if (groups.DefaultIfEmpty(-1).Max() + 1 < folds)
            {
                var e = Assert.Throws<InvalidOperationException>(() => FoldMaker.OfGroups(groups, folds, seed, "G"));
                Assert.Contains("'G'", e.Message, StringComparison.Ordinal);
                return;
            }
            var made = FoldMaker.OfGroups(groups, folds, seed, "G");
            Assert.Equal(groups.Select(g => g < 0), made.Segments.Select(s => s < 0));
            foreach (var group in made.Segments.Zip(groups).Where(pair => pair.Second >= 0).GroupBy(pair => pair.Second))
                Assert.Single(group.Select(pair => pair.First).Distinct());
            int[] sizes = [.. Enumerable.Range(0, folds).Select(fold => made.Segments.Count(s => s == fold))];
            int largest = groups.Where(g => g >= 0).GroupBy(g => g).Max(group => group.Count());
            Assert.True(sizes.Max() - sizes.Min() <= largest, $"Folds of {string.Join(", ", sizes)} rows; the largest group has {largest}.");
            Assert.Equal(made.Segments, FoldMaker.OfGroups(groups, folds, seed, "G").Segments);
        }).Check(Config);

    [Fact]
    public void Every_row_is_predicted_once_by_a_fit_that_did_not_see_its_fold()
    {
        var made = FoldMaker.OfColumn([0, 1, 2, 3, 0, 1, 2, 3], "F");
        Assert.Equal([0, 1, 2, 3], made.BaseSplits.SelectMany(split => split.Validation).Order());
        Assert.All(made.BaseSplits, split => Assert.Empty(split.Training.Intersect(split.Validation)));
        Assert.All(made.BaseSplits, split => Assert.Equal([0, 1, 2, 3], split.Training.Concat(split.Validation).Order()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Fewer_than_three_folds_of_a_column_are_refused(int folds)
    {
        int[] codes = [.. Enumerable.Range(0, folds == 0 ? 0 : 20).Select(row => row % folds)];
        var e = Assert.Throws<InvalidOperationException>(() => FoldMaker.OfColumn(codes, "F"));
        Assert.Contains($"'F' has {folds} different values", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void In_time_order_a_fit_sees_only_rows_older_than_its_stretch_by_more_than_the_gap()
        => Prop.ForAll(Cases(0, 60), Gen.Choose(0, 8).ToArbitrary(), (input, gap) =>
        {
            var (days, folds, _) = input;
            double[] times = [.. days.Select(day => day % 13 == 7 ? double.NaN : day / 2.0)];
            Folds made;
            try
            {
                made = FoldMaker.OfTimes(times, folds, gap, "T");
            }
            catch (InvalidOperationException e)
            {
                Assert.Contains("'T'", e.Message, StringComparison.Ordinal);
                Assert.True(gap > 0 || times.Where(double.IsFinite).Distinct().Count() <= folds, "Nothing stands against these folds.");
                return;
            }
            double[] TimesOf(int[] segments) => [.. times.Where((_, row) => segments.Contains(made.Segments[row]))];
            Assert.Equal(times.Select(double.IsNaN), made.Segments.Select(s => s < 0));
            Assert.Equal(folds, made.BaseSplits.Length);
            foreach (var split in made.BaseSplits)
                Assert.True(TimesOf(split.Training).Max() < TimesOf(split.Validation).Min() - gap
                    || (gap == 0 && TimesOf(split.Training).Max() < TimesOf(split.Validation).Min()));
            // Equal times stay together, and the oldest are never predicted.
            foreach (var sameTime in times.Zip(made.Segments).Where(pair => pair.Second >= 0).GroupBy(pair => pair.First))
                Assert.Single(sameTime.Select(pair => pair.Second).Distinct());
            double[] predicted = TimesOf([.. made.BaseSplits.SelectMany(split => split.Validation)]);
            Assert.True(times.Where(double.IsFinite).Min() < predicted.Min());
            Assert.All(made.Meta.Outer, split => Assert.True(TimesOf(split.Training).Max() < TimesOf(split.Validation).Min()));
            Assert.All(made.Meta.Outer, split => Assert.True(TimesOf(split.Training).Min() >= predicted.Min()));
        }).Check(Config);

    [Fact]
    public void Without_a_gap_a_fit_sees_all_rows_before_its_stretch()
    {
        double[] times = [.. Enumerable.Range(0, 60).Select(row => (double)row)];
        var made = FoldMaker.OfTimes(times, 5, 0, "T");
        foreach (var split in made.BaseSplits)
        {
            int first = Array.FindIndex(made.Segments, s => split.Validation.Contains(s));
            Assert.Equal(first, made.Segments.Count(s => split.Training.Contains(s)));
            Assert.Equal(10, made.Segments.Count(s => split.Validation.Contains(s)));
        }
    }

    [Fact]
    public void Too_few_times_and_too_wide_a_gap_are_refused()
    {
        var few = Assert.Throws<InvalidOperationException>(() => FoldMaker.OfTimes([1, 1, 2, 2, 3, 3], 3, 0, "T"));
        Assert.Contains("'T' has 3 different times, too few for 3 folds", few.Message, StringComparison.Ordinal);
        var wide = Assert.Throws<InvalidOperationException>(
            () => FoldMaker.OfTimes([.. Enumerable.Range(0, 40).Select(row => (double)row)], 3, 20, "T"));
        Assert.Contains("gap of 20", wide.Message, StringComparison.Ordinal);
    }
}
