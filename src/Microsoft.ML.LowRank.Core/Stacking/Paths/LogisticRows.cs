using Microsoft.ML.LowRank.LinearAlgebra;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>Some rows, sorted by segment.</summary>
/// <param name="Values">Rows × columns.</param>
/// <param name="Weights">Of each row.</param>
/// <param name="Positive">Whether each row is of class 1.</param>
/// <param name="Starts">The first row of each segment, and the number of rows.</param>
internal sealed record LogisticSlab(float[] Values, float[] Weights, bool[] Positive, int[] Starts)
{
    public int Rows => Starts[^1];
}

/// <summary>
/// The rows of a source in slabs of a size that depends on the number of columns alone, from memory while they fit a
/// budget. Rows of weight 0 and rows of no segment are left out.
/// </summary>
internal sealed class LogisticRows
{
    private const int MostRows = 4096;
    private const int SlabValues = 1 << 20;

    private readonly IRowSource _source;
    private readonly int[] _columns;
    private readonly int _target;
    private readonly int _segments;
    private readonly long _budget;
    private readonly CancellationToken _cancellation;
    private readonly int _slabRows;
    private List<LogisticSlab>? _kept = [];
    private bool _isComplete;
    private long _bytes;

    public LogisticRows(IRowSource source, int[] columns, int target, int segments, PathSettings settings)
    {
        _source = source;
        _columns = columns;
        _target = target;
        _segments = segments;
        _budget = settings.CacheBytes;
        _cancellation = settings.Cancellation;
        _slabRows = Math.Clamp(SlabValues / columns.Length, LogisticPass.ChunkRows, MostRows);
        _slabRows -= _slabRows % LogisticPass.ChunkRows;
    }

    /// <summary>Passes over the rows that were begun.</summary>
    public int Passes { get; private set; }

    /// <exception cref="InvalidOperationException">A row cannot be used.</exception>
    public IEnumerable<LogisticSlab> Read()
    {
        Passes++;
        return _isComplete && _kept is { } kept ? FromMemory(kept) : FromSource();
    }

    private IEnumerable<LogisticSlab> FromMemory(List<LogisticSlab> kept)
    {
        foreach (var slab in kept)
        {
            _cancellation.ThrowIfCancellationRequested();
            yield return slab;
        }
    }

    private IEnumerable<LogisticSlab> FromSource()
    {
        var open = new OpenSlab(_slabRows, _columns.Length, _segments);
        foreach (var block in _source.Read())
        {
            _cancellation.ThrowIfCancellationRequested();
            StreamingMoments.CheckWeights(block);
            for (int i = 0; i < block.Rows; i++)
            {
                int segment = block.Segments?[i] ?? 0;
                float weight = block.Weights?[i] ?? 1;
                if (segment < 0 || weight == 0)
                    continue;
                if (segment >= _segments)
                    throw new InvalidOperationException(
                        $"Row {block.FirstRow + i} is in segment {segment}; the splits know of {_segments}.");
                CopyRow(block, i, open.Add(segment, weight, IsPositive(block, i)));
                if (open.Rows == _slabRows)
                    yield return Keep(open.Close());
            }
        }
        if (open.Rows > 0)
            yield return Keep(open.Close());
        _isComplete = true;
    }

    private LogisticSlab Keep(LogisticSlab slab)
    {
        if (_isComplete || _kept is null)
            return slab;
        _bytes += (sizeof(float) * (long)slab.Values.Length) + (5 * slab.Rows);
        if (_bytes <= _budget)
            _kept.Add(slab);
        else
            _kept = null;
        return slab;
    }

    private bool IsPositive(RowBlock block, int i)
    {
        float value = block.Targets is { } targets ? targets[(i * block.TargetCount) + _target] : float.NaN;
        if (value is not 0 and not 1)
            throw new InvalidOperationException(FormattableString.Invariant(
                $"Row {block.FirstRow + i} has the target {value}; classes are told by 0 and 1."));
        return value == 1;
    }

    private void CopyRow(RowBlock block, int i, Span<float> row)
    {
        if (block.Indices is not { } indices)
        {
            for (int j = 0; j < _columns.Length; j++)
                row[j] = Finite.Require(
                    block.Values[(i * block.Columns) + _columns[j]], block.FirstRow + i, _columns[j]);
            return;
        }
        int first = block.RowStarts![i];
        int count = block.RowStarts[i + 1] - first;
        for (int j = 0; j < _columns.Length; j++)
        {
            int at = Array.BinarySearch(indices, first, count, _columns[j]);
            row[j] = at < 0 ? 0 : Finite.Require(block.Values[at], block.FirstRow + i, _columns[j]);
        }
    }

    /// <summary>Rows in the order in which they come, until they are sorted.</summary>
    private sealed class OpenSlab(int capacity, int columns, int segments)
    {
        private readonly float[] _values = new float[capacity * columns];
        private readonly float[] _weights = new float[capacity];
        private readonly bool[] _positive = new bool[capacity];
        private readonly int[] _segments = new int[capacity];

        public int Rows { get; private set; }

        public Span<float> Add(int segment, float weight, bool positive)
        {
            _segments[Rows] = segment;
            _weights[Rows] = weight;
            _positive[Rows] = positive;
            return _values.AsSpan(columns * Rows++, columns);
        }

        public LogisticSlab Close()
        {
            var starts = new int[segments + 1];
            for (int i = 0; i < Rows; i++)
                starts[_segments[i] + 1]++;
            for (int s = 0; s < segments; s++)
                starts[s + 1] += starts[s];
            var slab = new LogisticSlab(new float[Rows * columns], new float[Rows], new bool[Rows], starts);
            var next = (int[])starts.Clone();
            for (int i = 0; i < Rows; i++)
            {
                int to = next[_segments[i]]++;
                _values.AsSpan(i * columns, columns).CopyTo(slab.Values.AsSpan(to * columns));
                slab.Weights[to] = _weights[i];
                slab.Positive[to] = _positive[i];
            }
            Rows = 0;
            return slab;
        }
    }
}
