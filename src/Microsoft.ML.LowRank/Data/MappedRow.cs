using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Data;

/// <summary>One input row with added columns, which are computed together the first time one is asked for.</summary>
internal sealed class MappedRow : DataViewRow
{
    private readonly DataViewRow _input;
    private readonly BlockMapper _mapper;
    private readonly bool[] _wanted;
    private readonly BlockScorer? _scorer;
    private long _computedPosition = -1;
    private bool _disposed;

    public MappedRow(DataViewRow input, BlockMapper mapper, bool[] wanted)
    {
        _input = input;
        _mapper = mapper;
        _wanted = wanted;
        _scorer = wanted.Contains(true) ? mapper.Open(input, wanted, capacity: 1) : null;
    }

    public override DataViewSchema Schema => _mapper.OutputSchema;

    public override long Position => _input.Position;

    public override long Batch => _input.Batch;

    public override ValueGetter<DataViewRowId> GetIdGetter() => _input.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column)
        => column.Index < _mapper.InputSchema.Count
            ? _input.IsColumnActive(_mapper.InputSchema[column.Index])
            : _wanted[column.Index - _mapper.InputSchema.Count];

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        => column.Index < _mapper.InputSchema.Count
            ? _input.GetGetter<TValue>(_mapper.InputSchema[column.Index])
            : AddedColumn.GetGetter<TValue>(_mapper, _scorer, _wanted, column, EnsureComputed);

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            _scorer?.Dispose();
            _input.Dispose();
        }
        base.Dispose(disposing);
    }

    private int EnsureComputed()
    {
        long position = _input.Position;
        if (position != _computedPosition)
        {
            if (position < 0)
                throw new InvalidOperationException("The cursor is not on a row; call MoveNext first.");
            _scorer!.Read(0);
            _scorer.Compute(1);
            _computedPosition = position;
        }
        return 0;
    }
}
