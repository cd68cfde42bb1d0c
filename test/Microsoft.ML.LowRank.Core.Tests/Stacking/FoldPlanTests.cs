using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML.LowRank.Stacking;

namespace Microsoft.ML.LowRank.Core.Tests.Stacking;

public class FoldPlanTests
{
    [Fact]
    public void Every_fold_is_judged_once_by_a_fit_on_all_others() => Prop.ForAll(
        Gen.Choose(3, 12).ToArbitrary(), Gen.Choose(2, 5).ToArbitrary(), (folds, inner) =>
        {
            var plan = FoldPlan.KFold(folds, inner);
            Assert.Equal(Enumerable.Range(0, folds), plan.Outer.SelectMany(split => split.Validation));
            foreach (var split in plan.Outer)
            {
                Assert.Equal(folds - 1, split.Training.Length);
                Assert.DoesNotContain(split.Validation[0], split.Training);
                // The inner splits divide the training part, and nothing else.
                Assert.Equal(split.Training, split.Inner.SelectMany(part => part.Validation).Order());
                foreach (var part in split.Inner)
                    Assert.Equal(split.Training, part.Training.Concat(part.Validation).Order());
                Assert.Equal(Math.Min(inner, folds - 1), split.Inner.Length);
            }
            Assert.Equal(Enumerable.Range(0, folds), plan.Final.Training);
            Assert.Equal(plan.Outer.Select(split => split.Validation[0]), plan.Final.Inner.Select(split => split.Validation[0]));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Time_only_runs_forward_and_a_gap_keeps_late_rows_out()
    {
        // Blocks 0 to 3; the late half of block 1 is too young for block 2, and old enough for block 3.
        (int, int)[] segments = [(0, 1), (1, 2), (1, 3), (2, 3), (3, 4)];
        var plan = FoldPlan.ForwardChaining(segments, 4);
        Assert.Equal(
            [("0", "1,2"), ("0,1", "3"), ("0,1,2,3", "4")],
            plan.Final.Inner.Select(split => (string.Join(",", split.Training), string.Join(",", split.Validation))));
        // The first split has no earlier one to choose a penalty by.
        Assert.Equal(["3", "4"], plan.Outer.Select(split => string.Join(",", split.Validation)));
        Assert.All(plan.Outer, split => Assert.All(split.Inner, inner =>
            Assert.True(inner.Validation.Max() < split.Validation.Min())));
    }

    [Fact]
    public void A_segment_of_a_negative_block_takes_part_in_nothing()
    {
        var plan = FoldPlan.ForwardChaining([(-1, 0), (0, 1), (1, 2), (2, 3)], 3);
        Assert.DoesNotContain(0, plan.Final.Training);
        Assert.All(plan.Final.Inner, split => Assert.DoesNotContain(0, split.Training.Concat(split.Validation)));
    }
}
