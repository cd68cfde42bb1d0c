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

    private sealed class Cursor : RootCursor
    {
        private readonly DataViewRowCursor _input;
        private readonly int _poolRows;
        private readonly Random _rand;
        private readonly ColumnBuffer[] _columns;
        private readonly ValueGetter<DataViewRowId> _id;
        private readonly DataViewRowId[] _ids;
        private readonly List<int> _live = [];
        private int _slot = -1;
        private bool _isAtEnd;

        public Cursor(DataViewRowCursor input, int poolRows, Random rand, bool[] active)
        {
            _input = input;
            _poolRows = poolRows;
            _rand = rand;
            _columns = [.. Schema.Select(c => active[c.Index] ? ColumnBuffer.Create(input, c) : null)];
            _id = input.GetIdGetter();
            _ids = new DataViewRowId[poolRows];
        }

        public override long Batch => 0;
        public override DataViewSchema Schema => _input.Schema;
        public override bool IsColumnActive(DataViewSchema.Column column) =>
            column.Index < _columns.Length && _columns[column.Index] is not null;

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = _ids[Current()];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Contracts.CheckParam(IsColumnActive(column), nameof(column), $"Column '{column.Name}' is not active in this cursor.");
            return Typed.Cast<TValue>(_columns[column.Index].GetterOf(Current), column);
        }

        protected override bool MoveNextCore()
        {
            // The slot of the row just left is the one that the next row from the source goes into.
            if (_slot >= 0)
                Read(_slot);
            while (!_isAtEnd && _live.Count < _poolRows)
                Read(_live.Count);
            if (_live.Count == 0)
                return false;
            int drawn = _rand.Next(_live.Count);
            _slot = _live[drawn];
            _live[drawn] = _live[^1];
            _live.RemoveAt(_live.Count - 1);
            return true;
        }

        protected override void DisposeCore() => _input.Dispose();

        private int Current()
        {
            CheckOnRow();
            return _slot;
        }

        private void Read(int slot)
        {
            if (_isAtEnd || !_input.MoveNext())
            {
                _isAtEnd = true;
                return;
            }

            foreach (var column in _columns)
                column?.Read(slot);
            _id(ref _ids[slot]);
            _live.Add(slot);
        }
    }
}
