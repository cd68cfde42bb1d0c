using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Data;

/// <summary>A cursor whose added columns are computed row by row, once per position however many are asked for.</summary>
internal sealed class RowwiseCursor : DataViewRowCursor
{
    private readonly DataViewRowCursor _input;
    private readonly MappedRow _row;
    private bool _disposed;

    public RowwiseCursor(DataViewRowCursor input, BlockMapper mapper, bool[] wanted)
    {
        _input = input;
        _row = new MappedRow(input, mapper, wanted);
    }

    public override DataViewSchema Schema => _row.Schema;

    public override long Position => _input.Position;

    public override long Batch => _input.Batch;

    public override bool MoveNext() => _input.MoveNext();

    public override ValueGetter<DataViewRowId> GetIdGetter() => _input.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => _row.IsColumnActive(column);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        => _row.GetGetter<TValue>(column);

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            _row.Dispose();
        }
        base.Dispose(disposing);
    }
}
