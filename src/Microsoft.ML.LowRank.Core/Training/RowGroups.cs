using Microsoft.ML.LowRank.Features;

namespace Microsoft.ML.LowRank.Training;

/// <summary>
/// Decodes group after group, always one ahead of the consumer, on another thread. Two groups are in memory at any time.
/// </summary>
internal sealed class RowGroups : IDisposable
{
    private readonly RowCache _cache;
    private readonly RowOrder _order;
    private readonly RowGroup[] _buffers;
    private readonly CancellationTokenSource _stop = new();
    private Task? _running;
    private int _next;

    public RowGroups(RowCache cache, RowOrder order)
    {
        (_cache, _order) = (cache, order);
        _buffers = [new RowGroup(cache.NewBatch()), new RowGroup(cache.NewBatch())];
        Start();
    }

    /// <summary>The next group, which is overwritten two calls later, or null after the last.</summary>
    public RowGroup? Next()
    {
        if (_running is null)
            return null;
        // Throws what the other thread threw, as it is.
        _running.GetAwaiter().GetResult();
        var group = _buffers[_next++ % 2];
        Start();
        return group;
    }

    /// <summary>Returns when nothing runs any more.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _running?.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
        _stop.Dispose();
    }

    private void Start()
    {
        int group = _next;
        _running = group < _order.Groups ? Task.Run(() => Decode(group)) : null;
    }

    private void Decode(int group)
    {
        var buffer = _buffers[group % 2];
        buffer.Rows.Rows = 0;
        int first = group * _order.GroupBlocks;
        foreach (int block in _order.Blocks.AsSpan(first, Math.Min(_order.GroupBlocks, _order.Blocks.Length - first)))
        {
            _stop.Token.ThrowIfCancellationRequested();
            _cache.Decode(block, buffer);
        }
        if (buffer.Order.Length < buffer.Rows.Rows)
            buffer.Order = new int[buffer.Rows.Rows];
        _order.Fill(group, buffer.Rows.Targets, buffer.Order.AsSpan(0, buffer.Rows.Rows));
    }
}
