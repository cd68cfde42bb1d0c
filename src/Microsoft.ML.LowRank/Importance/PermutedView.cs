using Microsoft.ML.Data;

namespace Microsoft.ML.LowRank.Importance;

/// <summary>
/// A sample of the rows of an input, some columns of which show the values of other rows. All other columns stream through.
/// </summary>
/// <param name="input">The rows.</param>
/// <param name="total">How many they are.</param>
/// <param name="rows">How many of them are shown.</param>
/// <param name="seed">Decides which.</param>
/// <param name="goOn">Called now and then while rows are read; it throws when the reading is to end.</param>
internal sealed class PermutedView(IDataView input, long total, int rows, ulong seed, Action goOn) : IDataView
{
    private const int RowsPerQuestion = 16;

    /// <summary>How many rows are shown.</summary>
    public int Rows => rows;

    /// <summary>Values by the index of their column, in the order of the shown rows.</summary>
    public IReadOnlyDictionary<int, ColumnValues> Permuted { get; init; } = new Dictionary<int, ColumnValues>();

    /// <summary>For every shown row the one whose values it shows.</summary>
    public int[] Order { get; init; } = [];

    public DataViewSchema Schema => input.Schema;

    public bool CanShuffle => false;

    public long? GetRowCount() => rows;

    /// <summary>The same rows with some columns permuted.</summary>
    public PermutedView With(IReadOnlyDictionary<int, ColumnValues> permuted, int[] order) =>
        new(input, total, rows, seed, goOn) { Permuted = permuted, Order = order };

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        ArgumentNullException.ThrowIfNull(columnsNeeded);
        var needed = columnsNeeded.ToList();
        return new Cursor(this, input.GetRowCursor(needed.Where(column => !Permuted.ContainsKey(column.Index))),
            needed.Select(column => column.Index).Where(Permuted.ContainsKey).ToHashSet());
    }

    public DataViewRowCursor[] GetRowCursorSet(
        IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) => [GetRowCursor(columnsNeeded, rand)];

    private RowSampler Sampler() => new(total, rows, seed);

    private sealed class Cursor(PermutedView view, DataViewRowCursor cursor, HashSet<int> permuted) : DataViewRowCursor
    {
        private RowSampler _sampler = view.Sampler();
        private long _position = -1;
        private long _read;
        private bool _isDisposed;

        public override DataViewSchema Schema => view.Schema;

        public override long Position => _position;

        public override long Batch => cursor.Batch;

        public override bool MoveNext()
        {
            while (cursor.MoveNext())
            {
                if (_read++ % RowsPerQuestion == 0)
                    view.GoOn();
                if (_sampler.Next())
                {
                    _position++;
                    return true;
                }
            }
            _position = -1;
            return false;
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => cursor.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) =>
            permuted.Contains(column.Index) || cursor.IsColumnActive(column);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => permuted.Contains(column.Index)
            ? view.Permuted[column.Index].GetGetter<TValue>(column, () => view.Order[_position])
            : cursor.GetGetter<TValue>(column);

        protected override void Dispose(bool disposing)
        {
            if (disposing && !_isDisposed)
            {
                _isDisposed = true;
                cursor.Dispose();
            }
            base.Dispose(disposing);
        }
    }

    private Action GoOn => goOn;
}
