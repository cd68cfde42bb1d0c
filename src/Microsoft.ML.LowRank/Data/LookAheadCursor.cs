using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Data;

/// <summary>
/// Two cursors over one input, in step: one runs a block of rows ahead and feeds the computation, which is many times
/// faster on blocks than on single rows; the other stands on the current row and serves the columns that pass through.
/// </summary>
internal sealed class LookAheadCursor : DataViewRowCursor
{
    // The first blocks are small, so that taking a few rows of a long view does not compute hundreds.
    private const int FirstBlockRows = 4;

    private readonly DataViewRowCursor _ahead;
    private readonly DataViewRowCursor _current;
    private readonly ValueGetter<DataViewRowId> _aheadId;
    private readonly ValueGetter<DataViewRowId> _currentId;
    private readonly BlockMapper _mapper;
    private readonly bool[] _wanted;
    private readonly BlockScorer _scorer;
    private int _blockRows = FirstBlockRows;
    private int _count;
    private int _slot;
    private DataViewRowId _blockId;
    private bool _disposed;

    public LookAheadCursor(DataViewRowCursor ahead, DataViewRowCursor current, BlockMapper mapper, bool[] wanted)
    {
        _ahead = ahead;
        _current = current;
        _aheadId = ahead.GetIdGetter();
        _currentId = current.GetIdGetter();
        _mapper = mapper;
        _wanted = wanted;
        _scorer = mapper.Open(ahead, wanted, mapper.BlockRows);
    }

    public override DataViewSchema Schema => _mapper.OutputSchema;

    public override long Position => _current.Position;

    public override long Batch => _current.Batch;

    public override ValueGetter<DataViewRowId> GetIdGetter() => _current.GetIdGetter();

    public override bool MoveNext()
    {
        if (++_slot >= _count)
        {
            FillBlock();
            _slot = 0;
        }
        bool moved = _current.MoveNext();
        if (moved != (_count > 0) || (moved && _slot == 0 && !IsInStep()))
            throw new InvalidOperationException(
                "Two passes over the input gave different rows, so computed columns cannot be matched to the others; " +
                "add AppendCacheCheckpoint (or mlContext.Data.Cache) before this step.");
        return moved;
    }

    public override bool IsColumnActive(DataViewSchema.Column column)
        => column.Index < _mapper.InputSchema.Count
            ? _current.IsColumnActive(_mapper.InputSchema[column.Index])
            : _wanted[column.Index - _mapper.InputSchema.Count];

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        => column.Index < _mapper.InputSchema.Count
            ? _current.GetGetter<TValue>(_mapper.InputSchema[column.Index])
            : AddedColumn.GetGetter<TValue>(_mapper, _scorer, _wanted, column, () => CheckedSlot());

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            _scorer.Dispose();
            _ahead.Dispose();
            _current.Dispose();
        }
        base.Dispose(disposing);
    }

    private void FillBlock()
    {
        for (_count = 0; _count < _blockRows && _ahead.MoveNext(); _count++)
        {
            if (_count == 0)
                _aheadId(ref _blockId);
            _scorer.Read(_count);
        }
        _scorer.Compute(_count);
        _blockRows = Math.Min(_blockRows * 4, _mapper.BlockRows);
    }

    private bool IsInStep()
    {
        DataViewRowId id = default;
        _currentId(ref id);
        return id.Equals(_blockId);
    }

    private int CheckedSlot()
        => _slot < _count && Position >= 0
            ? _slot
            : throw new InvalidOperationException("The cursor is not on a row; call MoveNext first.");
}
