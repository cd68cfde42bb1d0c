using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>A row whose values are read through getters.</summary>
public abstract class DataViewRow : IDisposable
{
    /// <summary>The number of rows passed, from 0; -1 before the first and after the last.</summary>
    public abstract long Position { get; }

    /// <summary>The batch of rows that this one belongs to; batches order the rows of a set of cursors.</summary>
    public abstract long Batch { get; }

    /// <summary>The columns.</summary>
    public abstract DataViewSchema Schema { get; }

    /// <summary>The getter of the row's identifier.</summary>
    public abstract ValueGetter<DataViewRowId> GetIdGetter();

    /// <summary>Whether the column can be read.</summary>
    public abstract bool IsColumnActive(DataViewSchema.Column column);

    /// <summary>The getter of an active column; its type must be exactly that of the column.</summary>
    public abstract ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the row holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}

/// <summary>A row that moves over the rows of data.</summary>
public abstract class DataViewRowCursor : DataViewRow
{
    /// <summary>Moves to the next row; false when there is none.</summary>
    public abstract bool MoveNext();
}
