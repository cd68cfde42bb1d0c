using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The rows of data in random order, by a pool from which rows are drawn and into which others follow.</summary>
internal sealed class ShuffledDataView(IDataView source, int? seed, int poolRows, bool shuffleSource) : IDataView
{
    public bool CanShuffle => true;
    public DataViewSchema Schema => source.Schema;
    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        rand ??= seed is int value ? new HybridRandom(value) : new HybridRandom(new Random());
        var columns = columnsNeeded.ToArray();
        var input = source.GetRowCursor(columns, shuffleSource ? new HybridRandom(rand) : null);
        return poolRows == 1 ? input : new Cursor(input, poolRows, rand, Typed.Active(Schema.Count, columns));
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor(DataViewRowCursor input, int poolRows, Random rand, bool[] active) : BufferCursor(input, active)
    {
        private readonly List<int> _live = [];
        private bool _isAtEnd;

        protected override bool MoveNextCore()
        {
            // The slot of the row just left is the one that the next row from the source goes into.
            if (Slot >= 0)
                Read(Slot);
            while (!_isAtEnd && _live.Count < poolRows)
                Read(_live.Count);
            if (_live.Count == 0)
                return false;
            int drawn = rand.Next(_live.Count);
            Slot = _live[drawn];
            _live[drawn] = _live[^1];
            _live.RemoveAt(_live.Count - 1);
            return true;
        }

        protected override void DisposeCore() => Source.Dispose();

        private void Read(int slot)
        {
            _isAtEnd = _isAtEnd || !Source.MoveNext();
            if (_isAtEnd)
                return;
            Copy(slot);
            _live.Add(slot);
        }
    }
}
