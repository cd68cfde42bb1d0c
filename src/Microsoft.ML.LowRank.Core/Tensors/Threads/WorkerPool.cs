using System.Runtime.CompilerServices;

namespace Microsoft.ML.LowRank.Tensors;

/// <summary>
/// Fork-join over items on a few dedicated threads that spin for a moment before they sleep: a hot fork costs a
/// fraction of a microsecond where <see cref="Parallel"/> costs six.
/// </summary>
/// <remarks>
/// The caller works too, and never waits for a worker that has not begun: with all workers busy elsewhere, with the
/// machine overloaded, or inside another item (nested use), the caller simply does all items itself. Any number of
/// threads may call at once.
/// </remarks>
internal static class WorkerPool
{
    private const int MaximumWorkers = 255;

    private static readonly Lock Gate = new();
    private static Worker[] _workers = [];

    // A worker that is late may still hold the last fork, or the one before: with a few there is always one to use again.
    private const int ForksPerThread = 4;

    [ThreadStatic]
    private static ForkJoin[]? _forks;

    [ThreadStatic]
    private static bool _insideItem;

    /// <summary>The number of threads that <paramref name="requested"/> means: 0 or less is the processor count.</summary>
    public static int Resolve(int requested) =>
        requested > 0 ? Math.Min(requested, MaximumWorkers + 1) : Math.Min(Environment.ProcessorCount, MaximumWorkers + 1);

    /// <summary>
    /// Runs items 0 … <paramref name="count"/> − 1 on at most <paramref name="threads"/> threads (0 or less: the
    /// processor count), this one included, and returns when all are done.
    /// </summary>
    /// <exception cref="Exception">The first exception an item threw; items not yet begun are then skipped.</exception>
    public static unsafe void Run<TWork>(int count, int threads, ref TWork work)
        where TWork : struct, IParallelWork, allows ref struct
    {
        var helpers = Math.Min(Resolve(threads), count) - 1;
        if (helpers <= 0 || _insideItem)
        {
            for (var item = 0; item < count; item++)
            {
                work.Run(item);
            }

            return;
        }

        var job = FreeFork();
        // The struct lies in a caller's frame that stays until every item is done, so its address is stable.
#pragma warning disable CS8500 // The pointer is used only as an opaque argument of the matching Invoke<TWork>.
        fixed (TWork* pointer = &work)
        {
            job.Begin(&Invoke<TWork>, pointer, count);
            Engage(job, helpers);
            _insideItem = true;
            try
            {
                job.Work(asCaller: true);
            }
            finally
            {
                _insideItem = false;
            }

            job.WaitForItems();
        }
#pragma warning restore CS8500
        var failure = job.TakeFailure();
        job.ReleaseByCaller();
        failure?.Throw();
    }

    /// <summary>As the struct form, for bodies that are not hot enough to mind a delegate.</summary>
    public static void Run(int count, int threads, Action<int> body)
    {
        var work = new DelegateWork(body);
        Run(count, threads, ref work);
    }

    /// <summary>Marks the thread as one that must not fork again, for as long as it works for a fork.</summary>
    internal static void RunAsWorker(ForkJoin job)
    {
        _insideItem = true;
        job.Work(asCaller: false);
        _insideItem = false;
    }

#pragma warning disable CS8500 // See Run.
    private static unsafe void Invoke<TWork>(void* work, int item)
        where TWork : struct, IParallelWork, allows ref struct => ((TWork*)work)->Run(item);
#pragma warning restore CS8500

    private static ForkJoin FreeFork()
    {
        _forks ??= [.. Enumerable.Range(0, ForksPerThread).Select(_ => new ForkJoin())];
        foreach (var fork in _forks)
        {
            if (fork.IsFree)
            {
                return fork;
            }
        }

        return new ForkJoin();
    }

    private static void Engage(ForkJoin job, int helpers)
    {
        var workers = Volatile.Read(ref _workers);
        if (workers.Length < helpers)
        {
            workers = Grow(helpers);
        }

        foreach (var worker in workers)
        {
            if (worker.TryEngage(job) && --helpers == 0)
            {
                return;
            }
        }
    }

    private static Worker[] Grow(int needed)
    {
        lock (Gate)
        {
            var old = _workers;
            if (old.Length >= needed)
            {
                return old;
            }

            var grown = new Worker[needed];
            old.CopyTo(grown, 0);
            for (var index = old.Length; index < needed; index++)
            {
                grown[index] = new Worker(index);
            }

            Volatile.Write(ref _workers, grown);
            return grown;
        }
    }

    private readonly struct DelegateWork(Action<int> body) : IParallelWork
    {
        public void Run(int item) => body(item);
    }
}
