using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Testing;

/// <summary>
/// A table as data of ML.NET. It counts what is read of it, can refuse to shuffle, and tells when a row is passed, so
/// that checks see how an estimator treats its input.
/// </summary>
public sealed class TableView(Table table, bool canShuffle = true) : IDataView
{
    // Small, so that sets of cursors are real sets on the few rows of a test.
    private const int BatchRows = 8;
    private long _rowsRead;

    public Table Table { get; } = table;

    public bool CanShuffle => canShuffle;

    public DataViewSchema Schema => Table.Schema;

    /// <summary>Rows that all cursors together have moved to.</summary>
    public long RowsRead => Interlocked.Read(ref _rowsRead);

    /// <summary>Called with the number of rows read so far, after each row.</summary>
    public Action<long>? OnRow { get; init; }

    public long? GetRowCount() => Table.Count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
        => new TableCursor(this, columnsNeeded, [(0, Order(rand))]);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n,
        Random? rand = null)
    {
        var columns = columnsNeeded.ToList();
        var batches = Order(rand).Chunk(BatchRows).Select((rows, batch) => ((long)batch, rows)).ToList();
        int cursors = Math.Max(1, Math.Min(n, batches.Count));
        return [.. Enumerable.Range(0, cursors).Select(i => new TableCursor(
            this, columns, [.. batches.Where((_, batch) => batch % cursors == i)]))];
    }

    internal void Read()
    {
        long read = Interlocked.Increment(ref _rowsRead);
        OnRow?.Invoke(read);
    }

    private int[] Order(Random? rand)
    {
        int[] rows = [.. Enumerable.Range(0, Table.Count)];
        if (canShuffle)
            rand?.Shuffle(rows);
        return rows;
    }
}
