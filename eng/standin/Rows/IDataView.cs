namespace Microsoft.ML;

/// <summary>Rows under a schema, read through cursors, as often as wanted, perhaps in parallel, perhaps shuffled.</summary>
public interface IDataView
{
    bool CanShuffle { get; }
    DataViewSchema Schema { get; }

    long? GetRowCount();

    DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null);
    DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null);
}

/// <summary>Fills <paramref name="value"/>, reusing what buffers it has.</summary>
public delegate void ValueGetter<TValue>(ref TValue value);
