using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.LinearAlgebra;

/// <summary>
/// The part of <see cref="StreamingMoments"/> for sparse rows: products of stored values only, in float64, around 0.
/// </summary>
internal sealed class SparseMoments(int columns, int targets, int threads)
{
    private const int PartsPerThread = 4;

    private int[] _starts = [];
    private int[] _indices = [];
    private double[] _values = [];
    private double[] _weights = [];

    public MomentSums Sums { get; } = new(columns + targets);

    /// <summary>Gives the number of rows with a weight above 0.</summary>
    public int Add(RowBlock block)
    {
        int rows = Gather(block);
        for (int i = 0; i < rows; i++)
        {
            Sums.Weight += _weights[i];
            for (int p = _starts[i]; p < _starts[i + 1]; p++)
                Sums.First[_indices[p]] += _weights[i] * _values[p];
        }
        // Parts are ranges of the result's rows, so every element is summed by one thread in the order of the rows.
        int size = Sums.Size;
        int parts = Math.Min(size, WorkerPool.Resolve(threads) == 1 ? 1 : WorkerPool.Resolve(threads) * PartsPerThread);
        WorkerPool.Run(parts, threads, part =>
            AddProducts(rows, (int)((long)size * part / parts), (int)((long)size * (part + 1) / parts)));
        return rows;
    }

    private void AddProducts(int rows, int firstColumn, int endColumn)
    {
        int size = Sums.Size;
        var second = Sums.Second;
        for (int i = 0; i < rows; i++)
        {
            int end = _starts[i + 1];
            int p = Array.BinarySearch(_indices, _starts[i], end - _starts[i], firstColumn);
            for (p = p < 0 ? ~p : p; p < end && _indices[p] < endColumn; p++)
            {
                double factor = _weights[i] * _values[p];
                var row = second.AsSpan(_indices[p] * size, size);
                for (int q = p; q < end; q++)
                    row[_indices[q]] += factor * _values[q];
            }
        }
    }

    /// <summary>Copies the rows that count, their targets behind their features.</summary>
    private int Gather(RowBlock block)
    {
        int stored = block.RowStarts![block.Rows] - block.RowStarts[0] + (targets * block.Rows);
        if (_values.Length < stored)
        {
            _values = new double[stored];
            _indices = new int[stored];
        }
        if (_weights.Length < block.Rows)
        {
            _weights = new double[block.Rows];
            _starts = new int[block.Rows + 1];
        }
        int rows = 0;
        int at = 0;
        for (int i = 0; i < block.Rows; i++)
        {
            float weight = block.Weights?[i] ?? 1;
            if (weight == 0)
                continue;
            _weights[rows] = weight;
            for (int p = block.RowStarts[i]; p < block.RowStarts[i + 1]; p++, at++)
            {
                _indices[at] = block.Indices![p];
                _values[at] = Finite.Require(block.Values[p], block.FirstRow + i, block.Indices[p]);
            }
            for (int t = 0; t < targets; t++, at++)
            {
                _indices[at] = columns + t;
                _values[at] = Finite.RequireTarget(block.Targets![(i * block.TargetCount) + t], block.FirstRow + i, t);
            }
            _starts[++rows] = at;
        }
        return rows;
    }
}
