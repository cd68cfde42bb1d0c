using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>
/// Rows of base predictions with their labels, weights and segments, for the meta-learner: read from a vector column, or
/// gathered from what base learners predicted; followed by the values that are passed through.
/// </summary>
internal sealed class StackSource : IRowSource
{
    // Blocks are the unit of summation, so their size depends on the width of the rows alone.
    private const int BlockBytes = 2 << 20;

    private readonly IDataView _data;
    private readonly StackRows _rows;
    private readonly int[] _segments;
    private readonly IReadOnlyList<LearnerRun> _runs;
    private readonly DataViewSchema.Column[] _vectors;
    private readonly int[] _sizes;
    private readonly int _width;
    private readonly Func<bool> _stop;

    /// <param name="data">The rows.</param>
    /// <param name="rows">Their labels, weights and folds.</param>
    /// <param name="segments">The segment of every row; −1 for a row that takes no part.</param>
    /// <param name="runs">Base learners whose predictions come first; none where a vector column holds them.</param>
    /// <param name="width">Predictions per learner and row.</param>
    /// <param name="vectors">Vector columns whose values follow.</param>
    /// <param name="stop">Asked between blocks; when true the reading ends in an exception.</param>
    public StackSource(IDataView data, StackRows rows, int[] segments, IReadOnlyList<LearnerRun> runs, int width,
        DataViewSchema.Column[] vectors, Func<bool> stop)
    {
        (_data, _rows, _segments, _runs, _width, _vectors, _stop) = (data, rows, segments, runs, width, vectors, stop);
        _sizes = Array.ConvertAll(vectors, column => ((VectorDataViewType)column.Type).Size);
        Columns = (runs.Count * width) + _sizes.Sum();
    }

    public int Columns { get; }

    /// <summary>Rows that took part in the last pass.</summary>
    public long Rows { get; private set; }

    private int RowsPerBlock => Math.Clamp(BlockBytes / sizeof(float) / Columns, 64, 8192) / 64 * 64;

    public IEnumerable<RowBlock> Read()
    {
        int capacity = Math.Min(RowsPerBlock, Math.Max(1, _rows.Count));
        var block = new RowBlock
        {
            Columns = Columns,
            Values = new float[capacity * Columns],
            Weights = _rows.Weights == null ? null : new float[capacity],
            Targets = new float[capacity],
            TargetCount = 1,
            Segments = new int[capacity],
        };
        using var cursor = _vectors.Length == 0 ? null : _data.GetRowCursor(_vectors);
        var getters = Array.ConvertAll(_vectors, column => cursor!.GetGetter<VBuffer<float>>(column));
        var values = new VBuffer<float>[getters.Length];
        Rows = 0;
        for (int row = 0; row < _rows.Count;)
        {
            block.FirstRow = row;
            block.Rows = 0;
            for (; row < _rows.Count && block.Rows < capacity; row++)
            {
                bool moved = cursor?.MoveNext() ?? true;
                if (!moved)
                    throw new InvalidOperationException(
                        $"The input had {_rows.Count} rows at first and has {row} now; add AppendCacheCheckpoint before this step.");
                if (_segments[row] < 0)
                    continue;
                var target = block.Values.AsSpan(block.Rows * Columns, Columns);
                foreach (var run in _runs)
                {
                    run.Values.AsSpan(row * _width, _width).CopyTo(target);
                    target = target[_width..];
                }
                for (int i = 0; i < getters.Length; i++)
                {
                    getters[i](ref values[i]);
                    Check(row, _vectors[i].Name, values[i]);
                    values[i].CopyTo(target[.._sizes[i]]);
                    target = target[_sizes[i]..];
                }
                block.Segments[block.Rows] = _segments[row];
                block.Targets[block.Rows] = _rows.Labels[row];
                if (block.Weights != null)
                    block.Weights[block.Rows] = _rows.Weights![row];
                block.Rows++;
            }
            if (_stop())
                throw new OperationCanceledException("The fit was cancelled while the meta-learner was fitted.");
            Rows += block.Rows;
            if (block.Rows > 0)
                yield return block;
        }
    }

    /// <summary>Reads vector columns alone, to refuse a value that is not finite before anything is fitted.</summary>
    /// <exception cref="InvalidOperationException">A row that takes part has such a value.</exception>
    public static void RequireValid(IDataView data, DataViewSchema.Column[] vectors, IReadOnlyList<int> segments)
    {
        using var cursor = data.GetRowCursor(vectors);
        var getters = Array.ConvertAll(vectors, column => cursor.GetGetter<VBuffer<float>>(column));
        VBuffer<float> values = default;
        for (int row = 0; cursor.MoveNext(); row++)
        {
            foreach (var (i, getter) in getters.Index())
            {
                getter(ref values);
                if (segments[row] >= 0)
                    Check(row, vectors[i].Name, values);
            }
        }
    }

    /// <summary>Marks rows with a value that is not finite in one of the vector columns, in a pass of its own.</summary>
    /// <returns>How many were marked.</returns>
    public static long MarkInvalid(IDataView data, DataViewSchema.Column[] vectors, int[] segments)
    {
        using var cursor = data.GetRowCursor(vectors);
        var getters = Array.ConvertAll(vectors, column => cursor.GetGetter<VBuffer<float>>(column));
        VBuffer<float> values = default;
        long marked = 0;
        for (int row = 0; cursor.MoveNext(); row++)
        {
            foreach (var getter in getters)
            {
                getter(ref values);
                if (segments[row] < 0 || Elementwise.IndexOfNonFinite(values.GetValues()) < 0)
                    continue;
                segments[row] = -1;
                marked++;
            }
        }
        return marked;
    }

    private static void Check(int row, string column, in VBuffer<float> values)
    {
        var stored = values.GetValues();
        if (Elementwise.IndexOfNonFinite(stored) is not (>= 0 and var bad))
            return;
        int slot = values.IsDense ? bad : values.GetIndices()[bad];
        throw new InvalidOperationException(
            $"Row {row}, column '{column}', slot {slot} is missing or not finite; remove such rows, or set " +
            "SkipInvalidRows to leave them out.");
    }
}
