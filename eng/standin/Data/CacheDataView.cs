namespace Microsoft.ML.Data;

/// <summary>Data that is read once, column by column as columns are needed, and then comes from memory.</summary>
internal sealed class CacheDataView : IDataView
{
    private const int BatchRows = 64;
    private readonly IDataView _source;
    private readonly ColumnBuffer[] _columns;
    private int _rows = -1;

    public CacheDataView(IDataView source, IEnumerable<DataViewSchema.Column> prefetch)
    {
        _source = source;
        _columns = new ColumnBuffer[source.Schema.Count];
        if (prefetch?.Any() == true)
            Ensure([.. prefetch]);
    }

    public bool CanShuffle => true;
    public DataViewSchema Schema => _source.Schema;
    public long? GetRowCount() => _rows >= 0 ? _rows : _source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null) =>
        GetRowCursorSet(columnsNeeded, 1, rand)[0];

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
    {
        var columns = columnsNeeded.ToArray();
        Ensure(columns);
        var deal = new Deal { Order = rand is null ? null : Permutation(rand, _rows) };
        return [.. Enumerable.Range(0, Math.Max(1, n)).Select(_ => new Cursor(this, deal, columns))];
    }

    /// <summary>The numbers below <paramref name="count"/> in random order.</summary>
    internal static int[] Permutation(Random rand, int count)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        for (int i = 0; i < count; i++)
        {
            int other = i + rand.Next(count - i);
            (order[i], order[other]) = (order[other], order[i]);
        }

        return order;
    }

    private void Ensure(DataViewSchema.Column[] columns)
    {
        lock (_columns)
        {
            DataViewSchema.Column[] missing = [.. columns.Where(c => _columns[c.Index] is null).DistinctBy(c => c.Index)];
            if (missing.Length == 0 && _rows >= 0)
                return;
            using var cursor = _source.GetRowCursor(missing);
            var buffers = Array.ConvertAll(missing, column => ColumnBuffer.Create(cursor, column));
            int rows = 0;
            while (cursor.MoveNext())
            {
                foreach (var buffer in buffers)
                    buffer.Read(rows);
                rows++;
            }

            _rows = rows;
            for (int i = 0; i < missing.Length; i++)
                _columns[missing[i].Index] = buffers[i];
        }
    }

    /// <summary>What the cursors of a set share: the order of the rows and the next batch that none has taken.</summary>
    private sealed class Deal
    {
        private int _next = -1;
        public int[] Order { get; init; }
        public int TakeBatch() => Interlocked.Increment(ref _next);
    }

    private sealed class Cursor(CacheDataView parent, Deal deal, DataViewSchema.Column[] columns)
        : RootCursor(parent.Schema, Typed.Active(parent.Schema.Count, columns))
    {
        private int _batch;
        private int _row = -1;

        public override long Batch => _batch;

        public override ValueGetter<DataViewRowId> GetIdGetter() =>
            (ref DataViewRowId id) => id = new DataViewRowId((ulong)Current(), 0);

        protected override Exception Inactive(DataViewSchema.Column column) => InactiveArgument(column);
        protected override Delegate GetterOf(int column) => parent._columns[column].GetterOf(Current);

        protected override bool MoveNextCore()
        {
            if (++_row % BatchRows == 0)
                _row = (_batch = deal.TakeBatch()) * BatchRows;
            return _row < parent._rows;
        }

        private int Current()
        {
            CheckOnRow();
            return deal.Order is null ? _row : deal.Order[_row];
        }
    }
}
