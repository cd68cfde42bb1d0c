namespace Microsoft.ML.LowRank.Stacking;

/// <summary>How rows are cut into segments, and which of them every fit learns from and is judged on.</summary>
internal sealed class FoldPlan
{
    private FoldPlan(int segmentCount, FoldSplit[] outer, FoldSplit final)
    {
        SegmentCount = segmentCount;
        Outer = outer;
        Final = final;
    }

    public int SegmentCount { get; }

    /// <summary>The splits that give every row a prediction from a fit which has not seen it.</summary>
    public FoldSplit[] Outer { get; }

    /// <summary>The fit on all rows; its inner splits are the outer ones.</summary>
    public FoldSplit Final { get; }

    /// <summary>Every fold is judged once by a fit on all others. A segment is a fold.</summary>
    /// <param name="folds">At least 2.</param>
    /// <param name="innerFolds">
    /// Most splits of a training part: its folds, in order, are dealt out to that many groups, each of which is left out once.
    /// </param>
    public static FoldPlan KFold(int folds, int innerFolds)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(innerFolds, 2);
        int[] all = [.. Enumerable.Range(0, folds)];
        var outer = Array.ConvertAll(all, fold =>
        {
            int[] training = [.. all.Where(other => other != fold)];
            return new FoldSplit(training, [fold], LeaveGroupsOut(training, innerFolds));
        });
        return new FoldPlan(folds, outer, new FoldSplit(all, [], Array.ConvertAll(outer, WithoutInner)));
    }

    /// <summary>
    /// Blocks in the order of time, of which the first is never judged: block b is judged by a fit on the blocks before it,
    /// less the rows that lie within a gap before it begins.
    /// </summary>
    /// <param name="segments">
    /// Block and reach of every segment. The reach is the first block for whose fit the segment's rows are old enough;
    /// without a gap it is the block after. A segment of a negative block takes part in nothing.
    /// </param>
    /// <param name="blocks">Number of blocks, at least 2; the first may have no rows that can be learned from.</param>
    public static FoldPlan ForwardChaining(IReadOnlyList<(int Block, int Reach)> segments, int blocks)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(blocks, 2);
        int[] Before(int block) => [.. Enumerable.Range(0, segments.Count)
            .Where(s => segments[s].Block >= 0 && segments[s].Block < block && segments[s].Reach <= block)];
        int[] At(int block) => [.. Enumerable.Range(0, segments.Count).Where(s => segments[s].Block == block)];
        var splits = Enumerable.Range(1, blocks - 1)
            .Select(block => (Block: block, Split: new FoldSplit(Before(block), At(block), [])))
            .Where(item => item.Split.Training.Length > 0 && item.Split.Validation.Length > 0).ToArray();
        var outer = splits
            .Select(item => item.Split with
            {
                Inner = [.. splits.Where(earlier => earlier.Block < item.Block).Select(earlier => earlier.Split)],
            })
            .Where(split => split.Inner.Length > 0).ToArray();
        int[] all = [.. Enumerable.Range(0, segments.Count).Where(s => segments[s].Block >= 0)];
        return new FoldPlan(segments.Count, outer, new FoldSplit(all, [], Array.ConvertAll(splits, item => item.Split)));
    }

    private static FoldSplit[] LeaveGroupsOut(int[] folds, int most)
    {
        int groups = Math.Min(most, folds.Length);
        if (groups < 2)
            return [];
        return [.. Enumerable.Range(0, groups).Select(group => new FoldSplit(
            [.. folds.Where((_, i) => i % groups != group)], [.. folds.Where((_, i) => i % groups == group)], []))];
    }

    private static FoldSplit WithoutInner(FoldSplit split) => split with { Inner = [] };
}
