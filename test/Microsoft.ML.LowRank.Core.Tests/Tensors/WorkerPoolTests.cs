namespace Microsoft.ML.LowRank.Tensors;

public class WorkerPoolTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(9)]
    public void Every_item_runs_exactly_once(int threads)
    {
        for (var count = 0; count < 60; count++)
        {
            var runs = new int[count];
            WorkerPool.Run(count, threads, item => Interlocked.Increment(ref runs[item]));
            Assert.All(runs, times => Assert.Equal(1, times));
        }
    }

    [Fact]
    public void Items_run_on_several_threads_at_once()
    {
        // A fork gets no worker while all of them help the tests beside this one, so it may take several forks to see it.
        for (var attempt = 0; attempt < 600; attempt++)
        {
            using var both = new Barrier(2);
            var met = 0;
            // Neither item meets the other unless both have begun.
            WorkerPool.Run(2, 2, _ => Interlocked.Add(ref met, both.SignalAndWait(TimeSpan.FromMilliseconds(100)) ? 1 : 0));
            if (met == 2)
            {
                return;
            }
        }

        Assert.Fail("No fork of 600 ran its two items at once.");
    }

    [Fact]
    public void An_exception_reaches_the_caller_and_the_pool_lives_on()
    {
        for (var round = 0; round < 50; round++)
        {
            var exception = Assert.Throws<InvalidOperationException>(() => WorkerPool.Run(20, 4, item =>
            {
                if (item % 3 == 1)
                {
                    throw new InvalidOperationException("item");
                }
            }));
            Assert.Equal("item", exception.Message);
            var sum = 0;
            WorkerPool.Run(20, 4, item => Interlocked.Add(ref sum, item));
            Assert.Equal(190, sum);
        }
    }

    [Fact]
    public void Nested_forks_run_in_their_item()
    {
        var runs = new int[6 * 7];
        WorkerPool.Run(6, 4, outer =>
        {
            var thread = Environment.CurrentManagedThreadId;
            WorkerPool.Run(7, 4, inner =>
            {
                Assert.Equal(thread, Environment.CurrentManagedThreadId);
                Interlocked.Increment(ref runs[(outer * 7) + inner]);
            });
        });
        Assert.All(runs, times => Assert.Equal(1, times));
    }

    [Fact]
    public void Many_callers_at_once_get_all_their_items()
    {
        Parallel.For(0, 16, new ParallelOptions { MaxDegreeOfParallelism = 16 }, caller =>
        {
            for (var round = 0; round < 200; round++)
            {
                var count = 1 + ((caller + round) % 9);
                var runs = new int[count];
                WorkerPool.Run(count, 4, item => Interlocked.Increment(ref runs[item]));
                Assert.All(runs, times => Assert.Equal(1, times));
            }
        });
    }

    [Fact]
    public void Sleeping_workers_wake()
    {
        for (var round = 0; round < 5; round++)
        {
            using var both = new Barrier(2);
            WorkerPool.Run(2, 2, _ => Assert.True(both.SignalAndWait(TimeSpan.FromMinutes(1))));
            // Far longer than a worker spins.
            using var never = new ManualResetEventSlim();
            never.Wait(20);
        }
    }

    [Fact]
    public void Zero_threads_mean_the_processors()
    {
        Assert.Equal(Environment.ProcessorCount, WorkerPool.Resolve(0));
        Assert.Equal(Environment.ProcessorCount, WorkerPool.Resolve(-1));
        Assert.Equal(3, WorkerPool.Resolve(3));
    }
}
