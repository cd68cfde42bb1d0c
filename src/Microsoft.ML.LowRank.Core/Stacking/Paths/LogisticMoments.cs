using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>
/// Weights, means and squares of the columns, and the columns' sums over class 1, per segment: all that is needed to
/// know every training part's units and its largest penalty. Sums are taken around the first row.
/// </summary>
internal sealed class LogisticMoments
{
    private readonly int _columns;

    private LogisticMoments(int columns)
    {
        _columns = columns;
        Shift = new double[columns];
        First = new double[columns];
        Second = new double[columns];
        Cross = new double[columns];
    }

    public double Weight { get; private set; }

    /// <summary>Weight of class 1.</summary>
    public double Positive { get; private set; }

    public double[] Shift { get; private init; }

    /// <summary>Σw(x − s).</summary>
    public double[] First { get; }

    /// <summary>Σw(x − s)².</summary>
    public double[] Second { get; }

    /// <summary>Σw(x − s) over class 1.</summary>
    public double[] Cross { get; }

    /// <summary>One for each segment, from a pass over the rows.</summary>
    public static LogisticMoments[] Collect(LogisticRows rows, int columns, int segments, int threads)
    {
        var shift = new double[columns];
        var moments = Enumerable.Range(0, segments)
            .Select(_ => new LogisticMoments(columns) { Shift = shift }).ToArray();
        bool isFirst = true;
        foreach (var slab in rows.Read())
        {
            if (isFirst)
                for (int j = 0; j < columns; j++)
                    shift[j] = slab.Values[j];
            isFirst = false;
            WorkerPool.Run(segments, threads, s => moments[s].Add(slab, slab.Starts[s], slab.Starts[s + 1]));
        }
        return moments;
    }

    public static LogisticMoments Of(IEnumerable<LogisticMoments> parts, int columns)
    {
        var total = new LogisticMoments(columns);
        foreach (var part in parts)
        {
            part.Shift.CopyTo(total.Shift, 0);
            total.Weight += part.Weight;
            total.Positive += part.Positive;
            for (int j = 0; j < columns; j++)
            {
                total.First[j] += part.First[j];
                total.Second[j] += part.Second[j];
                total.Cross[j] += part.Cross[j];
            }
        }
        return total;
    }

    public double Mean(int column) => Weight == 0 ? 0 : Shift[column] + (First[column] / Weight);

    /// <summary>Standard deviation; 0 for a constant column, whatever rounding left of its variance.</summary>
    public double Deviation(int column)
    {
        if (Weight == 0)
            return 0;
        double square = Second[column] / Weight;
        double offset = First[column] / Weight;
        double variance = square - (offset * offset);
        return variance > LeastSquaresProblem.ConstantShare * square ? Math.Sqrt(variance) : 0;
    }

    private void Add(LogisticSlab slab, int start, int end)
    {
        for (int i = start; i < end; i++)
        {
            double weight = slab.Weights[i];
            double positive = slab.Positive[i] ? weight : 0;
            Weight += weight;
            Positive += positive;
            var row = slab.Values.AsSpan(i * _columns, _columns);
            for (int j = 0; j < row.Length; j++)
            {
                double value = row[j] - Shift[j];
                First[j] += weight * value;
                Second[j] += weight * value * value;
                Cross[j] += positive * value;
            }
        }
    }
}
