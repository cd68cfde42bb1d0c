using Microsoft.ML.LowRank.LinearAlgebra;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>
/// The logistic loss of several ways to combine predictions on rows that they have not seen, in one pass: way by way and
/// split by split, each split with models of its own.
/// </summary>
internal static class RowLoss
{
    // As the base predictions are trimmed, so that one confident mistake does not decide.
    private const double Trim = BaseLayout.Trim;

    /// <param name="source">The rows.</param>
    /// <param name="layout">How they are laid out.</param>
    /// <param name="splits">Their validation parts are judged.</param>
    /// <param name="ways">For every way a model per split.</param>
    /// <returns>Per way and split the mean loss; NaN where the split has no weight.</returns>
    public static double[][] Measure(
        IRowSource source, BaseLayout layout, FoldSplit[] splits, IReadOnlyList<StackingModel[]> ways)
    {
        int[] splitOf = SplitOf(splits);
        var losses = ways.Select(_ => new double[splits.Length]).ToArray();
        var weights = new double[splits.Length];
        var gathered = new RowBlock { Columns = layout.Columns };
        float[] scores = [];
        foreach (var block in source.Read())
        {
            for (int split = 0; split < splits.Length; split++)
            {
                Gather(block, splitOf, split, gathered);
                if (gathered.Rows == 0)
                    continue;
                if (scores.Length < gathered.Rows * layout.Width)
                    scores = new float[gathered.Rows * layout.Width];
                for (int row = 0; row < gathered.Rows; row++)
                    weights[split] += gathered.Weights![row];
                for (int way = 0; way < ways.Count; way++)
                {
                    ways[way][split].Score(gathered.Values, gathered.Rows, scores);
                    losses[way][split] += Sum(gathered, scores, layout.Width);
                }
            }
        }
        return Array.ConvertAll(losses, way => way.Select((loss, split) => weights[split] > 0 ? loss / weights[split] : double.NaN).ToArray());
    }

    /// <summary>The mean over all splits, weighted by their weights.</summary>
    public static double Mean(double[] losses, IReadOnlyList<MomentSums> segments, FoldSplit[] splits)
    {
        double sum = 0, total = 0;
        for (int split = 0; split < splits.Length; split++)
        {
            double weight = splits[split].Validation.Sum(segment => segments[segment].Weight);
            if (weight > 0 && !double.IsNaN(losses[split]))
                (sum, total) = (sum + (weight * losses[split]), total + weight);
        }
        return total > 0 ? sum / total : double.NaN;
    }

    private static int[] SplitOf(FoldSplit[] splits)
    {
        int segments = splits.SelectMany(split => split.Validation).DefaultIfEmpty(-1).Max() + 1;
        var splitOf = new int[segments];
        Array.Fill(splitOf, -1);
        for (int split = 0; split < splits.Length; split++)
        {
            foreach (int segment in splits[split].Validation)
                splitOf[segment] = split;
        }
        return splitOf;
    }

    /// <summary>Brings the rows of one split together, so that they are scored as one block.</summary>
    private static void Gather(RowBlock block, int[] splitOf, int split, RowBlock gathered)
    {
        if (gathered.Weights is null || gathered.Weights.Length < block.Rows)
        {
            gathered.Values = new float[block.Rows * block.Columns];
            gathered.Weights = new float[block.Rows];
            gathered.Targets = new float[block.Rows];
        }
        gathered.Rows = 0;
        for (int row = 0; row < block.Rows; row++)
        {
            int segment = block.Segments![row];
            if ((uint)segment >= (uint)splitOf.Length || splitOf[segment] != split)
                continue;
            int to = gathered.Rows++;
            block.Values.AsSpan(row * block.Columns, block.Columns).CopyTo(gathered.Values.AsSpan(to * block.Columns));
            gathered.Weights[to] = block.Weights?[row] ?? 1;
            gathered.Targets![to] = block.Targets![row * block.TargetCount];
        }
    }

    private static double Sum(RowBlock rows, float[] scores, int width)
    {
        double sum = 0;
        for (int row = 0; row < rows.Rows; row++)
        {
            float target = rows.Targets![row];
            double p = width > 1 ? scores[(row * width) + (int)target]
                : BaseLayout.Logistic(target == 1 ? scores[row] : -scores[row]);
            sum -= rows.Weights![row] * Math.Log(Math.Clamp(p, Trim, 1));
        }
        return sum;
    }
}
