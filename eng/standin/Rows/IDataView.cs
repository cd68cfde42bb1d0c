namespace Microsoft.ML;

/// <summary>Rows under a schema, read through cursors, as often as wanted, perhaps in parallel, perhaps shuffled.</summary>
public interface IDataView
{
    /// <summary>Whether cursors heed the random numbers they are given.</summary>
    bool CanShuffle { get; }

    /// <summary>The columns.</summary>
    DataViewSchema Schema { get; }

    /// <summary>The number of rows, or null where that takes a pass to know.</summary>
    long? GetRowCount();

    /// <summary>A cursor with at least the needed columns active.</summary>
    DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null);

    /// <summary>Cursors that share the rows between them; <paramref name="n"/> is advice.</summary>
    DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null);
}

/// <summary>Fills <paramref name="value"/>, reusing what buffers it has.</summary>
public delegate void ValueGetter<TValue>(ref TValue value);
