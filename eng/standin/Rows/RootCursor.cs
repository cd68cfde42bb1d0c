using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The base of cursors that count their own rows: -1 before the first and after the last, where they dispose themselves.</summary>
internal abstract class RootCursor : DataViewRowCursor
{
    private const string NotOnARow = "The cursor is not on a row: it has not moved yet, or it has passed the last one.";
    private long _position = -1;
    private bool _isDisposed;
    public sealed override long Position => _position;

    public sealed override bool MoveNext()
    {
        if (_isDisposed)
            return false;
        if (MoveNextCore())
        {
            _position++;
            return true;
        }

        Dispose();
        return false;
    }

    protected abstract bool MoveNextCore();
    protected void CheckOnRow() => Contracts.Check(_position >= 0, NotOnARow);

    protected sealed override void Dispose(bool disposing)
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _position = -1;
        DisposeCore();
    }

    protected virtual void DisposeCore()
    {
    }
}
