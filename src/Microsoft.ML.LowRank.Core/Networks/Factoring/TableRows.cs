using System.Numerics.Tensors;
using Microsoft.ML.LowRank.LinearAlgebra;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Networks.Factoring;

/// <summary>Consecutive rows of a table with their weights, summed in pieces that are never all in memory.</summary>
internal sealed class TableRows
{
    // Rows are cut into as many lanes as this, each summed on one thread, so that the order of sums does not depend on
    // the threads. A wide table has one lane: a lane's sums take columns² values, and its products fork by themselves.
    private const int MaximumLanes = 16;
    private const int WideColumns = 512;
    private const int PieceValues = 1 << 16;

    /// <summary>Rows whose mean the sums are taken around.</summary>
    private const int ShiftRows = 64;

    private readonly string _name;
    private readonly CpuTensor _table;
    private readonly int _firstRow;
    private readonly int _rows;
    private readonly RowWeights _weights;

    public TableRows(string name, CpuTensor table, int firstRow, int rows, RowWeights weights)
    {
        if (rows < 1 || firstRow < 0 || (long)firstRow + rows > table.Rows || table.Columns < 1)
            throw new ArgumentOutOfRangeException(
                nameof(rows),
                $"{name} has the rows {firstRow} to {(long)firstRow + rows} of a table of {table.Rows} × {table.Columns}.");
        weights.Check(name, rows);
        _name = name;
        _table = table;
        _firstRow = firstRow;
        _rows = rows;
        _weights = weights.IsAnyPositive() ? weights : RowWeights.Equal;
    }

    private int Columns => _table.Columns;

    private int PieceRows => Math.Max(Gram64.Depth, PieceValues / Columns);

    /// <summary>Weight, first and second sums. Not around a shift unless centred: then the mean is not wanted.</summary>
    public MomentSums Sum(bool isCentered, int threads)
    {
        int lanes = Columns > WideColumns ? 1 : Math.Clamp(_rows / PieceRows, 1, MaximumLanes);
        var shift = isCentered ? Shift() : new double[Columns];
        var sums = new MomentSums[lanes];
        if (lanes == 1)
            sums[0] = SumLane(0, _rows, shift, threads);
        else
            WorkerPool.Run(lanes, threads, lane => sums[lane] = SumLane(
                (int)((long)_rows * lane / lanes), (int)((long)_rows * (lane + 1) / lanes), shift, 1));
        return lanes == 1 ? sums[0] : MomentSums.Of(sums, Columns);
    }

    /// <summary>All rows at once as √p (e − mean), p the shares of the weights: for few rows.</summary>
    public (double[] Values, double[] Mean) Scaled(bool isCentered)
    {
        var weights = new double[_rows];
        _weights.Read(0, weights);
        double total = weights.Sum();
        var values = LayerSpectrum.Widen(Finite(0, _rows));
        var mean = new double[Columns];
        for (int i = 0; isCentered && i < _rows; i++)
            TensorPrimitives.MultiplyAdd(values.AsSpan(i * Columns, Columns), weights[i] / total, mean, mean);
        for (int i = 0; i < _rows; i++)
        {
            var row = values.AsSpan(i * Columns, Columns);
            TensorPrimitives.Subtract(row, mean, row);
            TensorPrimitives.Multiply(row, Math.Sqrt(weights[i] / total), row);
        }
        return (values, mean);
    }

    private MomentSums SumLane(int from, int to, double[] shift, int threads)
    {
        var sums = new MomentSums(Columns);
        sums.SetShift(shift);
        int pieceRows = Math.Min(PieceRows, to - from);
        using var piece = BufferPool.Rent<double>(pieceRows * Columns);
        using var weights = BufferPool.Rent<double>(pieceRows);
        for (int start = from; start < to; start += pieceRows)
        {
            int count = Math.Min(pieceRows, to - start);
            _weights.Read(start, weights.Span[..count]);
            int kept = Prepare(start, weights.Span[..count], piece.Span, sums);
            Gram64.AddUpper(kept, Columns, piece.Span, Columns, sums.Second, Columns, threads);
        }
        return sums;
    }

    /// <summary>Writes √w (e − shift) of the rows that count and sums what is summed row by row; gives their number.</summary>
    private int Prepare(int start, ReadOnlySpan<double> weights, Span<double> piece, MomentSums sums)
    {
        var values = Finite(start, weights.Length);
        int kept = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            double weight = weights[i];
            if (weight == 0)
                continue;
            var row = piece.Slice(kept++ * Columns, Columns);
            TensorPrimitives.ConvertChecked(values.Slice(i * Columns, Columns), row);
            TensorPrimitives.Subtract(row, sums.Shift, row);
            TensorPrimitives.MultiplyAdd(row, weight, sums.First, sums.First);
            if (weight != 1)
                TensorPrimitives.Multiply(row, Math.Sqrt(weight), row);
            sums.Weight += weight;
        }
        return kept;
    }

    /// <summary>Near the mean is near enough: the mean of a few rows that count, from all over the range.</summary>
    private double[] Shift()
    {
        var shift = new double[Columns];
        var weight = new double[1];
        int count = 0;
        for (int sample = 0; sample < ShiftRows; sample++)
        {
            int row = (int)((long)_rows * sample / ShiftRows);
            _weights.Read(row, weight);
            if (weight[0] == 0)
                continue;
            TensorPrimitives.Add(shift, LayerSpectrum.Widen(Finite(row, 1)), shift);
            count++;
        }
        if (count > 0)
            TensorPrimitives.Divide(shift, count, shift);
        return shift;
    }

    private unsafe ReadOnlySpan<float> Finite(int start, int count)
    {
        var values = new ReadOnlySpan<float>(
            _table.Pointer + ((nint)(_firstRow + start) * Columns), checked(count * Columns));
        if (Elementwise.IndexOfNonFinite(values) is var bad and >= 0)
            throw new InvalidOperationException(FormattableString.Invariant(
                $"Row {start + (bad / Columns)} of {_name} holds {values[bad]} in column {bad % Columns}; a network with numbers that are not finite cannot be compressed. Train it again with a lower learning rate."));
        return values;
    }
}
