namespace Microsoft.ML.LowRank.Tensors;

/// <summary>A background thread that waits for forks: it spins for a bounded time, then sleeps.</summary>
internal sealed class Worker
{
    // About 100 µs (the runtime makes one pause some 40 ns on every machine): longer than the gap between two kernels
    // of one step, short enough that an idle process does not hold a core from whatever else runs on it.
    private const int SpinRounds = 2500;

    private readonly object _gate = new();
    private ForkJoin? _job;
    private bool _asleep;

    /// <summary>Starts the thread.</summary>
    public Worker(int index) => new Thread(Loop) { IsBackground = true, Name = $"LowRank worker {index}" }.Start();

    /// <summary>Gives the worker a fork to help with, if it has none.</summary>
    public bool TryEngage(ForkJoin job)
    {
        if (Volatile.Read(ref _job) is not null)
        {
            return false;
        }

        job.AddReference();
        if (Interlocked.CompareExchange(ref _job, job, null) is not null)
        {
            job.ReleaseByWorker();
            return false;
        }

        // The exchange above is a full fence: either this sees the sleeper, or the sleeper sees the fork.
        if (Volatile.Read(ref _asleep))
        {
            lock (_gate)
            {
                Monitor.Pulse(_gate);
            }
        }

        return true;
    }

    private void Loop()
    {
        while (true)
        {
            var job = Await();
            WorkerPool.RunAsWorker(job);
            // Free for the next fork before the reference goes, so that a caller who waits for neither loses nothing.
            Volatile.Write(ref _job, null);
            job.ReleaseByWorker();
        }
    }

    private ForkJoin Await()
    {
        for (var round = 0; round < SpinRounds; round++)
        {
            if (Volatile.Read(ref _job) is { } job)
            {
                return job;
            }

            Thread.SpinWait(1);
        }

        lock (_gate)
        {
            Volatile.Write(ref _asleep, true);
            Interlocked.MemoryBarrier();
            ForkJoin? job;
            while ((job = Volatile.Read(ref _job)) is null)
            {
                Monitor.Wait(_gate);
            }

            Volatile.Write(ref _asleep, false);
            return job;
        }
    }
}
