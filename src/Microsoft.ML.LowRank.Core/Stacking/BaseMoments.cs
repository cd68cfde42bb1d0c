using Microsoft.ML.LowRank.LinearAlgebra;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>
/// Moments of base predictions per segment, summed in one pass: of what linear models see, class by class, and of what
/// averages see, over all classes.
/// </summary>
internal sealed class BaseMoments
{
    private BaseMoments(MomentSums[][] linked, MomentSums[] averaged, long[] rows)
        => (Linked, Averaged, Rows) = (linked, averaged, rows);

    /// <summary>Per class and segment: learners, passed-through values, then the target.</summary>
    public MomentSums[][] Linked { get; }

    /// <summary>
    /// Per segment: learners, then the target. Of several classes each row counts once per class, as in Brier's score. The
    /// same as <see cref="Linked"/> where these are numbers.
    /// </summary>
    public MomentSums[] Averaged { get; }

    /// <summary>Rows with a weight above 0 in every segment.</summary>
    public long[] Rows { get; }

    public static BaseMoments Read(IRowSource source, BaseLayout layout, int segments, int threads)
    {
        int linkedWidth = layout.Learners + layout.PassthroughCount;
        var linked = new SegmentMoments[layout.Width];
        for (int c = 0; c < linked.Length; c++)
            linked[c] = new SegmentMoments(linkedWidth, 1, segments, threads);
        var averaged = layout.Task == PredictionTask.Regression
            ? null : new SegmentMoments(layout.Learners, 1, segments, threads);
        var work = new RowBlock();
        foreach (var block in source.Read())
        {
            LayoutSource.Begin(work, block, block.Rows * Math.Max(linkedWidth, 1));
            for (int c = 0; c < linked.Length; c++)
            {
                LayoutSource.CopyTargets(layout, block, c, work);
                work.Columns = linkedWidth;
                layout.Link(block.Values, block.Rows, c, work.Values);
                linked[c].Add(work);
                if (averaged == null)
                    continue;
                work.Columns = layout.Learners;
                layout.Predictions(block.Values, block.Rows, c, work.Values);
                averaged.Add(work);
            }
        }
        var sums = Array.ConvertAll(linked, moments => moments.Segments());
        var means = averaged?.Segments() ?? sums[0];
        return new BaseMoments(sums, means, linked[0].Rows);
    }
}
