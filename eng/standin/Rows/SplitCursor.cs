namespace Microsoft.ML.Data;

/// <summary>One of several cursors that share the rows of one: each takes a batch of rows at a time under a lock.</summary>
internal sealed class SplitCursor : BufferCursor
{
    private const int BatchRows = 64;
    private readonly Shared _shared;
    private int _count;
    private long _batch;

    private SplitCursor(Shared shared, bool[] active)
        : base(shared.Source, active) => _shared = shared;

    public override long Batch => _batch;

    public static DataViewRowCursor[] Create(DataViewRowCursor source, int count)
    {
        var shared = new Shared(source, count);
        bool[] active = [.. source.Schema.Select(source.IsColumnActive)];
        return [.. Enumerable.Range(0, count).Select(_ => new SplitCursor(shared, active))];
    }

    protected override bool MoveNextCore()
    {
        if (++Slot >= _count)
            Fill();
        return Slot < _count;
    }

    protected override void DisposeCore() => _shared.Leave();

    private void Fill()
    {
        Slot = _count = 0;
        lock (_shared)
        {
            _batch = _shared.Batch++;
            while (_count < BatchRows && _shared.Source.MoveNext())
                Copy(_count++);
        }
    }

    private sealed class Shared(DataViewRowCursor source, int members)
    {
        private int _members = members;

        public DataViewRowCursor Source => source;
        public long Batch { get; set; }

        public void Leave()
        {
            if (Interlocked.Decrement(ref _members) == 0)
                source.Dispose();
        }
    }
}
