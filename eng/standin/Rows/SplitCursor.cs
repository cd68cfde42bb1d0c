using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>One of several cursors that share the rows of one: each takes a batch of rows at a time under a lock.</summary>
internal sealed class SplitCursor : RootCursor
{
    private const int BatchRows = 64;
    private readonly Shared _shared;
    private readonly ColumnBuffer[] _columns;
    private readonly DataViewRowId[] _idValues = new DataViewRowId[BatchRows];
    private int _count;
    private int _at;
    private long _batch;

    private SplitCursor(Shared shared)
    {
        _shared = shared;
        Schema = shared.Source.Schema;
        _columns = [.. Schema.Select(c => shared.Source.IsColumnActive(c) ? ColumnBuffer.Create(shared.Source, c) : null)];
    }

    public override long Batch => _batch;
    public override DataViewSchema Schema { get; }

    public static DataViewRowCursor[] Create(DataViewRowCursor source, int count)
    {
        var shared = new Shared(source, count);
        return [.. Enumerable.Range(0, count).Select(_ => new SplitCursor(shared))];
    }

    public override bool IsColumnActive(DataViewSchema.Column column) => _columns[column.Index] is not null;

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        Contracts.Check(IsColumnActive(column), $"Column '{column.Name}' is not active in this cursor.");
        return Typed.Cast<TValue>(_columns[column.Index].GetterOf(Current), column);
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = _idValues[Current()];

    protected override bool MoveNextCore()
    {
        if (++_at >= _count)
            Fill();
        return _at < _count;
    }

    protected override void DisposeCore() => _shared.Leave();

    private int Current()
    {
        CheckOnRow();
        return _at;
    }

    private void Fill()
    {
        _at = _count = 0;
        lock (_shared)
        {
            _batch = _shared.Batch++;
            while (_count < BatchRows && _shared.Source.MoveNext())
            {
                foreach (var column in _columns)
                    column?.Read(_count);
                _shared.Id(ref _idValues[_count++]);
            }
        }
    }

    private sealed class Shared(DataViewRowCursor source, int members)
    {
        private int _members = members;
        public DataViewRowCursor Source { get; } = source;
        public ValueGetter<DataViewRowId> Id { get; } = source.GetIdGetter();
        public long Batch { get; set; }

        public void Leave()
        {
            if (Interlocked.Decrement(ref _members) == 0)
                Source.Dispose();
        }
    }
}
