using Microsoft.ML.LowRank.LinearAlgebra;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>Where the rows went, and which fits follow from it.</summary>
/// <param name="Segments">The segment of every row; −1 for a row that is left out.</param>
/// <param name="Base">The fits of models that see all rows.</param>
/// <param name="Meta">The fits of a meta-learner, which sees only rows with a base prediction.</param>
internal sealed record Folds(int[] Segments, FoldPlan Base, FoldPlan Meta)
{
    /// <summary>For every base fit: the segments it learns from and those it predicts.</summary>
    public FoldSplit[] BaseSplits => Base.Final.Inner;
}

/// <summary>Divides rows into folds.</summary>
internal static class FoldMaker
{
    // The paper's inner cross-validation has three folds.
    private const int InnerFolds = 3;

    /// <summary>
    /// Random folds of equal size, each with its share of every class: within every run of as many rows of a class as there
    /// are folds, each fold gets one.
    /// </summary>
    /// <param name="classes">The class of every row, or −1 for a row that is left out.</param>
    /// <param name="folds">Number of folds.</param>
    /// <param name="seed">Makes the draw.</param>
    public static Folds Random(IReadOnlyList<int> classes, int folds, int seed)
    {
        var segments = new int[classes.Count];
        var seen = new Dictionary<int, (long Rows, int[] Order)>();
        for (int row = 0; row < segments.Length; row++)
        {
            int @class = classes[row];
            if (@class < 0)
            {
                segments[row] = -1;
                continue;
            }
            var (rows, order) = seen.TryGetValue(@class, out var state) ? state : (0, []);
            if (rows % folds == 0)
                order = Permutation(folds, Mix(seed, @class, rows / folds));
            segments[row] = order[rows % folds];
            seen[@class] = (rows + 1, order);
        }
        return Plain(segments, folds);
    }

    /// <summary>Whole groups; the largest first, each to the fold with the fewest rows so far.</summary>
    /// <exception cref="InvalidOperationException">There are fewer groups than folds.</exception>
    public static Folds OfGroups(IReadOnlyList<int> groups, int folds, int seed, string columnName)
    {
        int count = groups.Count == 0 ? 0 : groups.Max() + 1;
        if (count < folds)
            throw new InvalidOperationException(
                $"The column '{columnName}' has {count} different values, too few for {folds} folds; lower NumberOfFolds or " +
                "use another column.");
        var sizes = new long[count];
        foreach (int group in groups)
        {
            if (group >= 0)
                sizes[group]++;
        }
        // Groups of one size come in random order: their order of appearance may be that of something that matters.
        int[] shuffled = Permutation(count, Mix(seed, 0, 0));
        var foldOf = new int[count];
        var filled = new long[folds];
        foreach (int group in shuffled.OrderByDescending(group => sizes[group]))
        {
            int fold = Array.IndexOf(filled, filled.Min());
            foldOf[group] = fold;
            filled[fold] += sizes[group];
        }
        return Plain([.. groups.Select(group => group < 0 ? -1 : foldOf[group])], folds);
    }

    /// <summary>Folds that the user made.</summary>
    /// <exception cref="InvalidOperationException">There are fewer than three.</exception>
    public static Folds OfColumn(IReadOnlyList<int> codes, string columnName)
    {
        int folds = codes.Count == 0 ? 0 : codes.Max() + 1;
        if (folds < 3)
            throw new InvalidOperationException(
                $"The fold column '{columnName}' has {folds} different values; at least 3 folds are needed, so that a penalty " +
                "can be chosen inside every training part.");
        return Plain([.. codes], folds);
    }

    /// <summary>
    /// Stretches of time with about equally many rows. The first is never predicted; each other one is predicted from the
    /// rows before it that are older than its first row by more than the gap.
    /// </summary>
    /// <param name="times">The time of every row; NaN for a row that is left out.</param>
    /// <param name="folds">Stretches that are predicted.</param>
    /// <param name="gap">In the unit of the times.</param>
    /// <param name="columnName">For messages.</param>
    /// <exception cref="InvalidOperationException">There are too few different times, or the gap leaves nothing.</exception>
    public static Folds OfTimes(double[] times, int folds, double gap, string columnName)
    {
        double[] starts = BlockStarts(times, folds + 1, columnName);
        var known = new Dictionary<(int Block, int Reach), int>();
        var list = new List<(int Block, int Reach)>();
        var segments = new int[times.Length];
        for (int row = 0; row < times.Length; row++)
        {
            if (double.IsNaN(times[row]))
            {
                segments[row] = -1;
                continue;
            }
            int block = BlockOf(starts, times[row]);
            int reach = block + 1;
            while (reach < starts.Length && gap > 0 && times[row] >= starts[reach] - gap)
                reach++;
            if (!known.TryGetValue((block, reach), out int segment))
            {
                known.Add((block, reach), segment = list.Count);
                list.Add((block, reach));
            }
            segments[row] = segment;
        }
        var all = FoldPlan.ForwardChaining(list, folds + 1);
        var meta = FoldPlan.ForwardChaining([.. list.Select(item => (item.Block - 1, item.Reach - 1))], folds);
        if (all.Final.Inner.Length < folds || meta.Outer.Length == 0)
            throw new InvalidOperationException(
                $"With a gap of {gap} in '{columnName}' there is a stretch of time without an earlier row to learn from; use a " +
                "smaller gap or fewer folds.");
        return new Folds(segments, all, meta);
    }

    private static Folds Plain(int[] segments, int folds)
    {
        var plan = FoldPlan.KFold(folds, InnerFolds);
        return new Folds(segments, plan, plan);
    }

    /// <summary>The first time of every block; equal times are never divided.</summary>
    private static double[] BlockStarts(double[] times, int blocks, string columnName)
    {
        double[] sorted = [.. times.Where(time => !double.IsNaN(time))];
        Array.Sort(sorted);
        int[] firsts = [.. Enumerable.Range(0, sorted.Length).Where(i => i == 0 || sorted[i] != sorted[i - 1])];
        if (firsts.Length < blocks)
            throw new InvalidOperationException(
                $"The time column '{columnName}' has {firsts.Length} different times, too few for {blocks - 1} folds and a " +
                "stretch before them; lower NumberOfFolds.");
        var starts = new double[blocks];
        int chosen = 0;
        starts[0] = sorted[0];
        for (int block = 1; block < blocks; block++)
        {
            int wanted = Array.FindIndex(firsts, first => first >= (long)sorted.Length * block / blocks);
            // Past the block before, and early enough to leave a time for each block that follows.
            int latest = firsts.Length - (blocks - block);
            chosen = Math.Clamp(wanted < 0 ? latest : wanted, chosen + 1, latest);
            starts[block] = sorted[firsts[chosen]];
        }
        return starts;
    }

    private static int BlockOf(double[] starts, double time)
    {
        int found = Array.BinarySearch(starts, time);
        return found >= 0 ? found : Math.Max(0, ~found - 1);
    }

    private static int[] Permutation(int count, ulong seed)
    {
        var random = new SplitMix64(seed);
        int[] order = [.. Enumerable.Range(0, count)];
        for (int i = count - 1; i > 0; i--)
        {
            int j = (int)(random.Next() % (ulong)(i + 1));
            (order[i], order[j]) = (order[j], order[i]);
        }
        return order;
    }

    private static ulong Mix(int seed, int @class, long run)
        => new SplitMix64(new SplitMix64(((ulong)(uint)seed << 32) | (uint)@class).Next() + (ulong)run).Next();
}
