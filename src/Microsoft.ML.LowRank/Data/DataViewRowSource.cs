using Microsoft.ML.Data;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Data;

/// <summary>
/// The batch reader of training: one vector column, and a weight and a label column where given, as blocks of rows.
/// Values that are not finite end the reading with a sentence that names column and row, or their rows are skipped and
/// counted. When the fit is cancelled the reading ends early, at the same row in every later pass.
/// </summary>
internal sealed class DataViewRowSource : IRowSource
{
    // Blocks are the unit of summation, so their size depends on the width of the rows alone.
    private const int BlockBytes = 4 << 20;
    private const double SparseBelow = 0.25;

    private readonly IDataView _data;
    private readonly DataViewSchema.Column _features;
    private readonly DataViewSchema.Column? _weight;
    private readonly DataViewSchema.Column? _label;
    private readonly bool _skipInvalidRows;
    private readonly Func<bool> _stop;
    private long _rowLimit = long.MaxValue;
    private bool _labelVaries;

    public DataViewRowSource(IDataView data, string features, string? weight, string? label,
        bool skipInvalidRows, Func<bool> stop)
    {
        _data = data;
        _features = ColumnTypes.Find(data.Schema, features, "input");
        Columns = ColumnTypes.RequireVector(_features, "input");
        _weight = weight == null ? null : ColumnTypes.Find(data.Schema, weight, "weight");
        _label = label == null ? null : ColumnTypes.Find(data.Schema, label, "label");
        _skipInvalidRows = skipInvalidRows;
        _stop = stop;
    }

    public int Columns { get; }

    /// <summary>Rows given out in the last pass.</summary>
    public long Rows { get; private set; }

    /// <summary>Rows left out in the last pass because a value was missing or not finite.</summary>
    public long SkippedRows { get; private set; }

    /// <summary>True once the fit was cancelled while rows were being read.</summary>
    public bool Stopped { get; private set; }

    private int RowsPerBlock => Math.Clamp(BlockBytes / sizeof(float) / Columns, 64, 4096) / 64 * 64;

    public IEnumerable<RowBlock> Read()
    {
        var columns = new List<DataViewSchema.Column> { _features };
        if (_weight is { } weight)
            columns.Add(weight);
        if (_label is { } label)
            columns.Add(label);
        using var cursor = _data.GetRowCursor(columns);
        var reader = new RowReader(this, cursor);
        Rows = SkippedRows = 0;
        _labelVaries = false;
        long position = 0;
        bool more = true;
        while (more)
        {
            reader.Begin(position);
            while ((more = position < _rowLimit && cursor.MoveNext()) && !reader.Add(position++))
            {
            }
            if (reader.Block.Rows > 0)
            {
                Rows += reader.Block.Rows;
                yield return reader.Complete();
            }
            if (more && !Stopped && _stop())
            {
                Stopped = true;
                _rowLimit = position;
            }
        }
        RequireTwoLabels();
    }

    private void RequireTwoLabels()
    {
        if (_label is { } label && Rows > 0 && !_labelVaries)
            throw new InvalidOperationException(
                $"The label column '{label.Name}' has the same value in all {Rows} rows, so it cannot tell which values of " +
                $"'{_features.Name}' matter; use another method or rows of more than one label.");
    }

    /// <summary>Gathers rows into one reused block.</summary>
    private sealed class RowReader
    {
        private readonly DataViewRowSource _source;
        private readonly ValueGetter<VBuffer<float>> _features;
        private readonly ValueGetter<float>? _weight;
        private readonly TargetReader? _label;
        private readonly float[] _targets;
        private float[]? _firstTargets;
        private VBuffer<float> _row;
        private bool? _sparse;
        private int _stored;

        public RowReader(DataViewRowSource source, DataViewRow row)
        {
            _source = source;
            _features = row.GetGetter<VBuffer<float>>(source._features);
            _weight = source._weight is { } weight ? row.GetGetter<float>(weight) : null;
            _label = source._label is { } label ? TargetReader.Open(row, label) : null;
            _targets = new float[_label?.Count ?? 0];
            int capacity = source.RowsPerBlock;
            Block = new RowBlock
            {
                Columns = source.Columns,
                Weights = _weight == null ? null : new float[capacity],
                Targets = _label == null ? null : new float[capacity * _targets.Length],
                TargetCount = _targets.Length,
            };
        }

        public RowBlock Block { get; }

        public void Begin(long firstRow)
        {
            Block.FirstRow = firstRow;
            Block.Rows = 0;
            _stored = 0;
        }

        /// <summary>Adds the cursor's row; true when the block is full.</summary>
        public bool Add(long position)
        {
            _features(ref _row);
            if (!IsUsable(position, out float weight))
            {
                _source.SkippedRows++;
                return false;
            }
            _sparse ??= !_row.IsDense && _row.GetValues().Length < _source.Columns * SparseBelow;
            if (_sparse.Value)
                AppendSparse();
            else
                AppendDense();
            if (Block.Weights != null)
                Block.Weights[Block.Rows] = weight;
            _targets.CopyTo(Block.Targets.AsSpan(Block.Rows * _targets.Length));
            return ++Block.Rows == _source.RowsPerBlock;
        }

        public RowBlock Complete()
        {
            if (Block.RowStarts != null)
                Block.RowStarts[Block.Rows] = _stored;
            return Block;
        }

        private void AppendDense()
        {
            if (Block.Values.Length == 0)
                Block.Values = new float[_source.RowsPerBlock * _source.Columns];
            _row.CopyTo(Block.Values.AsSpan(Block.Rows * _source.Columns, _source.Columns));
        }

        private void AppendSparse()
        {
            Block.RowStarts ??= new int[_source.RowsPerBlock + 1];
            Block.Indices ??= [];
            Block.RowStarts[Block.Rows] = _stored;
            var values = _row.GetValues();
            if (_stored + values.Length > Block.Values.Length)
            {
                int size = Math.Max(_stored + values.Length, Block.Values.Length * 2);
                Array.Resize(ref Block.Values, size);
                Array.Resize(ref Block.Indices, size);
            }
            values.CopyTo(Block.Values.AsSpan(_stored));
            if (_row.IsDense)
            {
                for (int i = 0; i < values.Length; i++)
                    Block.Indices[_stored + i] = i;
            }
            else
            {
                _row.GetIndices().CopyTo(Block.Indices.AsSpan(_stored));
            }
            _stored += values.Length;
        }

        private bool IsUsable(long position, out float weight)
        {
            weight = 1;
            var values = _row.GetValues();
            if (Elementwise.IndexOfNonFinite(values) is var bad and >= 0)
            {
                int slot = _row.IsDense ? bad : _row.GetIndices()[bad];
                return Refuse(position, $"column '{_source._features.Name}', slot {slot}", values[bad]);
            }
            _weight?.Invoke(ref weight);
            if (!float.IsFinite(weight))
                return Refuse(position, $"weight column '{_source._weight!.Value.Name}'", weight);
            if (weight < 0)
                throw new InvalidOperationException(
                    $"Row {position}, weight column '{_source._weight!.Value.Name}' is {weight}; weights must not be negative.");
            if (_label != null && !_label.Read(_targets))
                return Refuse(position, $"label column '{_source._label!.Value.Name}'", float.NaN);
            NoteLabel();
            return true;
        }

        private void NoteLabel()
        {
            if (_label == null || _source._labelVaries)
                return;
            if (_firstTargets == null)
                _firstTargets = [.. _targets];
            else if (!_targets.AsSpan().SequenceEqual(_firstTargets))
                _source._labelVaries = true;
        }

        private bool Refuse(long position, string where, float value)
        {
            if (_source._skipInvalidRows)
                return false;
            string what = float.IsNaN(value) ? "missing (NaN)" : value.ToString(System.Globalization.CultureInfo.InvariantCulture);
            throw new InvalidOperationException(
                $"Row {position}, {where} is {what}; replace missing values before this step (ReplaceMissingValues) " +
                "or set SkipInvalidRows to leave such rows out.");
        }
    }
}
