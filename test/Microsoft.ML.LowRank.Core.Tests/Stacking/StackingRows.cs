using Microsoft.ML.LowRank.LinearAlgebra;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>
/// Made-up base predictions of a target, the target last, and what can be read from the rows themselves.
/// </summary>
internal sealed class StackingRows
{
    public StackingRows(params float[][] columns)
    {
        Columns = columns;
        Rows = columns[0].Length;
        Count = columns.Length - 1;
    }

    /// <summary>Predictions, each a noisy view of the target around a mean far from 0.</summary>
    public static StackingRows Random(int rows, int count, ulong seed, double mean = 50)
    {
        var random = new SplitMix64(seed);
        var columns = new float[count + 1][];
        for (int k = 0; k <= count; k++)
            columns[k] = new float[rows];
        for (int i = 0; i < rows; i++)
        {
            double y = mean + (10 * random.NextGaussian());
            double shared = random.NextGaussian();
            columns[count][i] = (float)y;
            for (int k = 0; k < count; k++)
                columns[k][i] = (float)(y + (k * 0.3) + (2 * shared) + ((1 + (k % 3)) * random.NextGaussian()));
        }
        return new StackingRows(columns);
    }

    public float[][] Columns { get; }

    public int Rows { get; }

    /// <summary>Number of predictions.</summary>
    public int Count { get; }

    public MomentSums Sums()
    {
        var moments = new SegmentMoments(Columns.Length, 0, 1);
        moments.Add(new RowBlock
        {
            Rows = Rows,
            Columns = Columns.Length,
            Values = [.. Enumerable.Range(0, Rows).SelectMany(i => Columns.Select(column => column[i]))],
        });
        return moments.Segments()[0];
    }

    public PredictionStatistics Statistics() => new(Sums());

    /// <summary>Mean squared error of a blend, row by row.</summary>
    public double Error(IReadOnlyList<double> weights, double intercept = 0) => Enumerable.Range(0, Rows).Average(i =>
    {
        double residual = Columns[Count][i] - intercept;
        for (int k = 0; k < Count; k++)
            residual -= weights[k] * Columns[k][i];
        return residual * residual;
    });
}
