using System.Numerics.Tensors;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.LinearAlgebra;

/// <summary>
/// The rows of a source as √w (x − shift) · scale, readable any number of times: from memory while they fit a budget,
/// from the source again otherwise. Sparse rows stay sparse, with a shift of 0; so has everything when no mean is
/// needed.
/// </summary>
/// <remarks>The scale is a power of two that brings the first rows near 1, so that no float32 product overflows.</remarks>
internal sealed class PreparedRows
{
    private const int SparseChunkRows = 4096;
    private const int SparseChunkValues = 1 << 21;

    private readonly IRowSource _source;
    private readonly bool _needsMean;
    private readonly long _budget;
    private readonly CancellationToken _cancellation;
    private readonly Action<string, long>? _progress;
    private List<RowBlock>? _cache = [];
    private long _cached;
    private bool _isFirstPass = true;
    private float[]? _shift;
    private float _scale;

    // What a chunk was gathered in is used for the next once chunks are no longer kept: else the passes over many rows
    // leave garbage that grows with them.
    private SparseChunk? _spare;
    private float[] _spareValues = [];

    public PreparedRows(
        IRowSource source, bool needsMean, long budget, Action<string, long>? progress, CancellationToken cancellation)
    {
        _source = source;
        _needsMean = needsMean;
        _budget = budget;
        _cancellation = cancellation;
        _progress = progress;
        Sum = new double[source.Columns];
    }

    public int Columns => _source.Columns;

    /// <summary>Rows with a weight above 0; known after the first pass, as are the other totals.</summary>
    public long Rows { get; private set; }

    public double Weight { get; private set; }

    /// <summary>Σ √w · (prepared row), which is Σ w (x − shift) · scale; zeros unless the mean is needed.</summary>
    public double[] Sum { get; }

    /// <summary>Sum of the squares of all prepared values.</summary>
    public double Energy { get; private set; }

    public double Scale => _scale == 0 ? 1 : _scale;

    /// <summary>The mean of the rows as they were, if it is needed.</summary>
    public double[] Mean()
    {
        var mean = new double[Columns];
        for (int j = 0; j < Columns; j++)
            mean[j] = (_shift is null ? 0 : _shift[j]) + (Weight > 0 ? Sum[j] / Weight / Scale : 0);
        return mean;
    }

    /// <summary>Reads all rows once, in chunks that depend on the data alone.</summary>
    public void Visit(string stage, Action<RowBlock> action)
    {
        if (!_isFirstPass && _cache is { } cache)
        {
            foreach (var chunk in cache)
            {
                _cancellation.ThrowIfCancellationRequested();
                action(chunk);
                _progress?.Invoke(stage, chunk.FirstRow + chunk.Rows);
            }
            return;
        }
        SparseChunk? open = null;
        foreach (var block in _source.Read())
        {
            _cancellation.ThrowIfCancellationRequested();
            StreamingMoments.CheckWeights(block);
            if (!Calibrate(block))
                continue;
            if (block.Indices is null || _shift is not null)
            {
                Emit(PrepareDense(block), stage, action);
                continue;
            }
            open ??= OpenChunk(block);
            AddSparse(open, block);
            if (open.Rows >= SparseChunkRows || open.Stored >= SparseChunkValues)
            {
                Emit(open.Close(Columns), stage, action);
                _spare = _cache is null ? open : null;
                open = null;
            }
        }
        if (open is not null)
            Emit(open.Close(Columns), stage, action);
        _spare = _cache is null ? open ?? _spare : null;
        _isFirstPass = false;
    }

    private void Emit(RowBlock chunk, string stage, Action<RowBlock> action)
    {
        if (_isFirstPass && _cache is not null)
        {
            _cached += (sizeof(float) * (long)chunk.Values.Length) + (sizeof(int) * (long)(chunk.Indices?.Length ?? 0));
            if (_cached <= _budget)
                _cache.Add(chunk);
            else
                _cache = null;
        }
        action(chunk);
        _progress?.Invoke(stage, chunk.FirstRow + chunk.Rows);
    }

    /// <summary>Chooses shift and scale from the first block that has a row; false for blocks that come before.</summary>
    private bool Calibrate(RowBlock block)
    {
        if (_scale != 0)
            return true;
        double weight = 0;
        for (int i = 0; i < block.Rows; i++)
            weight += block.Weights?[i] ?? 1;
        if (weight == 0)
            return false;
        int stored = block.Indices is null ? block.Rows * Columns : block.RowStarts![block.Rows];
        float largest = stored == 0 ? 0 : MathF.Abs(TensorPrimitives.MaxMagnitude(block.Values.AsSpan(0, stored)));
        _scale = float.IsFinite(largest) && largest > 0 && (largest > 1e6f || largest < 1e-6f)
            ? MathF.ScaleB(1, Math.Clamp(-MathF.ILogB(largest), -126, 126))
            : 1;
        // Moments around 0 are asked for when the mean is not.
        if (block.Indices is null && _needsMean)
            _shift = MeanOf(block, weight);
        return true;
    }

    private float[] MeanOf(RowBlock block, double weight)
    {
        var mean = new double[Columns];
        for (int i = 0; i < block.Rows; i++)
        {
            double share = (block.Weights?[i] ?? 1) / weight;
            for (int j = 0; share > 0 && j < Columns; j++)
                mean[j] += share * block.Values[(i * Columns) + j];
        }
        return Array.ConvertAll(mean, m => (float)m);
    }

    private RowBlock PrepareDense(RowBlock block)
    {
        int rows = 0;
        var values = DenseValues(block.Rows * Columns);
        for (int i = 0; i < block.Rows; i++)
        {
            float weight = block.Weights?[i] ?? 1;
            if (weight == 0)
                continue;
            var row = values.AsSpan(rows++ * Columns, Columns);
            CopyRow(block, i, row);
            if (_shift is not null)
                TensorPrimitives.Subtract(row, _shift, row);
            float root = MathF.Sqrt(weight);
            if (root * _scale != 1)
                TensorPrimitives.Multiply(row, root * _scale, row);
            Count(weight);
            if (!_isFirstPass)
                continue;
            Energy += SumOfSquares(row);
            for (int j = 0; _needsMean && j < Columns; j++)
                Sum[j] += (double)root * row[j];
        }
        return new RowBlock { FirstRow = block.FirstRow, Rows = rows, Columns = Columns, Values = values };
    }

    private float[] DenseValues(int count)
    {
        if (_cache is not null)
            return new float[count];
        if (_spareValues.Length < count)
            _spareValues = new float[count];
        // Sparse rows are written over zeros.
        Array.Clear(_spareValues);
        return _spareValues;
    }

    private SparseChunk OpenChunk(RowBlock first)
    {
        if (_spare is not { } chunk)
            return new SparseChunk(first);
        _spare = null;
        chunk.Restart(first.FirstRow);
        return chunk;
    }

    private void CopyRow(RowBlock block, int i, Span<float> row)
    {
        if (block.Indices is null)
        {
            var from = block.Values.AsSpan(i * Columns, Columns);
            if (_isFirstPass && Elementwise.IndexOfNonFinite(from) is var bad and >= 0)
                Finite.Require(from[bad], block.FirstRow + i, bad);
            from.CopyTo(row);
            return;
        }
        for (int p = block.RowStarts![i]; p < block.RowStarts[i + 1]; p++)
            row[block.Indices[p]] = Finite.Require(block.Values[p], block.FirstRow + i, block.Indices[p]);
    }

    private void AddSparse(SparseChunk chunk, RowBlock block)
    {
        for (int i = 0; i < block.Rows; i++)
        {
            float weight = block.Weights?[i] ?? 1;
            if (weight == 0)
                continue;
            int first = block.RowStarts![i];
            int end = block.RowStarts[i + 1];
            float root = MathF.Sqrt(weight);
            float factor = root * _scale;
            var values = block.Values.AsSpan(first, end - first);
            if (_isFirstPass && Elementwise.IndexOfNonFinite(values) is var bad and >= 0)
                Finite.Require(values[bad], block.FirstRow + i, block.Indices![first + bad]);
            var prepared = chunk.AddRow(values, block.Indices.AsSpan(first, end - first));
            if (factor != 1)
                TensorPrimitives.Multiply(prepared, factor, prepared);
            Count(weight);
            if (!_isFirstPass)
                continue;
            Energy += SumOfSquares(prepared);
            for (int p = 0; _needsMean && p < prepared.Length; p++)
                Sum[block.Indices![first + p]] += (double)root * prepared[p];
        }
    }

    private static double SumOfSquares(ReadOnlySpan<float> row)
    {
        double sum = 0;
        for (int start = 0; start < row.Length; start += 1024)
            sum += TensorPrimitives.SumOfSquares(row.Slice(start, Math.Min(1024, row.Length - start)));
        return sum;
    }

    private void Count(float weight)
    {
        if (!_isFirstPass)
            return;
        Rows++;
        Weight += weight;
    }

    /// <summary>Sparse rows of several blocks put together, so that every chunk is worth sharing among threads.</summary>
    private sealed class SparseChunk
    {
        private readonly List<int> _starts = [0];
        private long _firstRow;
        private float[] _values;
        private int[] _indices;

        public SparseChunk(RowBlock first)
        {
            _firstRow = first.FirstRow;
            // As much as its rows would take if they were like those of the first block.
            long expected = (long)first.RowStarts![first.Rows] * SparseChunkRows / first.Rows * 9 / 8;
            int capacity = (int)Math.Clamp(expected, 16, SparseChunkValues);
            _values = GC.AllocateUninitializedArray<float>(capacity);
            _indices = GC.AllocateUninitializedArray<int>(capacity);
        }

        public int Stored { get; private set; }

        public int Rows => _starts.Count - 1;

        public void Restart(long firstRow)
        {
            _firstRow = firstRow;
            _starts.RemoveRange(1, _starts.Count - 1);
            Stored = 0;
        }

        public Span<float> AddRow(ReadOnlySpan<float> values, ReadOnlySpan<int> indices)
        {
            int at = Stored;
            Stored += values.Length;
            if (Stored > _values.Length)
            {
                int capacity = Math.Max(Stored, _values.Length * 2);
                Array.Resize(ref _values, capacity);
                Array.Resize(ref _indices, capacity);
            }
            values.CopyTo(_values.AsSpan(at));
            indices.CopyTo(_indices.AsSpan(at));
            _starts.Add(Stored);
            return _values.AsSpan(at, values.Length);
        }

        public RowBlock Close(int columns) => new()
        {
            FirstRow = _firstRow,
            Rows = Rows,
            Columns = columns,
            Values = _values,
            Indices = _indices,
            RowStarts = [.. _starts],
        };
    }
}
