using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Microsoft.ML.LowRank.Tensors;

/// <summary>One fork: the items, the counter they are drawn from, and what is still outstanding.</summary>
/// <remarks>
/// The caller draws items from the first on, workers from the last on, so that from call to call a thread meets the
/// same part of the data in its own cache. How many were drawn is counted, so a thread that is late finds none and
/// touches nothing of the caller. The object is used again only when no worker refers to it any more.
/// </remarks>
internal sealed unsafe class ForkJoin
{
    private const int SpinsBeforeBlocking = 200;

    private readonly object _gate = new();
    private delegate*<void*, int, void> _invoke;
    private void* _work;
    private int _count;
    private int _drawn;
    private int _first;
    private int _end;
    private int _completed;
    private int _references;
    private int _waiting;
    private ExceptionDispatchInfo? _failure;

    /// <summary>Prepares the object for a fork; the caller holds the first reference.</summary>
    public void Begin(delegate*<void*, int, void> invoke, void* work, int count)
    {
        _invoke = invoke;
        _work = work;
        _count = count;
        _drawn = 0;
        _first = 0;
        _end = count;
        _completed = 0;
        _waiting = 0;
        _failure = null;
        Volatile.Write(ref _references, 1);
    }

    /// <summary>Takes a reference for a worker.</summary>
    public void AddReference() => Interlocked.Increment(ref _references);

    /// <summary>Gives up a worker's reference.</summary>
    public void ReleaseByWorker() => Interlocked.Decrement(ref _references);

    /// <summary>Gives up the caller's reference.</summary>
    public void ReleaseByCaller() => Interlocked.Decrement(ref _references);

    /// <summary>Whether nobody holds a reference, so that the object may be used again.</summary>
    public bool IsFree => Volatile.Read(ref _references) == 0;

    /// <summary>Runs items until none is left to begin.</summary>
    public void Work(bool asCaller)
    {
        while (Interlocked.Increment(ref _drawn) <= _count)
        {
            // The caller is one thread; and of all that are drawn none can be drawn from both ends.
            var item = asCaller ? _first++ : Interlocked.Decrement(ref _end);
            try
            {
                if (Volatile.Read(ref _failure) is null)
                {
                    _invoke(_work, item);
                }
            }
            catch (Exception exception)
            {
                Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(exception), null);
            }

            Complete();
        }
    }

    /// <summary>Waits for the items that others have begun: spinning first, then asleep.</summary>
    public void WaitForItems()
    {
        var spinner = default(SpinWait);
        for (var spin = 0; spin < SpinsBeforeBlocking; spin++)
        {
            if (Volatile.Read(ref _completed) == _count)
            {
                return;
            }

            spinner.SpinOnce(sleep1Threshold: -1);
        }

        Interlocked.Exchange(ref _waiting, 1);
        lock (_gate)
        {
            while (Volatile.Read(ref _completed) != _count)
            {
                Monitor.Wait(_gate);
            }
        }
    }

    /// <summary>The first failure, forgotten here.</summary>
    public ExceptionDispatchInfo? TakeFailure()
    {
        var failure = _failure;
        _failure = null;
        return failure;
    }

    private void Complete()
    {
        // Read before the increment: afterwards the caller may have left and begun the next fork with this object.
        var count = _count;
        if (Interlocked.Increment(ref _completed) == count && Volatile.Read(ref _waiting) != 0)
        {
            lock (_gate)
            {
                Monitor.PulseAll(_gate);
            }
        }
    }
}
