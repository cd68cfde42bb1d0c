using System.Collections.Concurrent;
using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Features;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Networks;

/// <summary>
/// Scores encoded rows with a network whose parameters no longer change, on any number of threads: each takes a workspace of
/// its own from a pool. Large batches are cut into parts that stay in the second-level cache, one per thread at a time.
/// </summary>
internal sealed class NetworkScorer
{
    private const int MostRows = 256;

    private readonly Plan _plan;
    private readonly CpuBackend _engine = new(threads: 1);
    private readonly ConcurrentBag<Workspace> _single = [];
    private readonly ConcurrentBag<Workspace> _several = [];

    public NetworkScorer(Network network)
    {
        _plan = network.Trace(isTraining: false);
        Outputs = network.Shape.Outputs;
    }

    /// <summary>Values per row.</summary>
    public int Outputs { get; }

    /// <summary>The outputs of the network for rows of a batch.</summary>
    public void Run(EncodedBatch batch, int firstRow, int rows, Span<float> outputs)
    {
        if (rows == 0)
            return;
        // One thread per part at a time, and no forking inside: small products are not worth sharing out.
        int threads = WorkerPool.Resolve(0);
        int partRows = Math.Min(MostRows, Math.Max(32, (rows + threads - 1) / threads));
        if (rows <= partRows)
        {
            Part(batch, firstRow, rows, outputs);
            return;
        }
        unsafe
        {
            fixed (float* start = outputs)
            {
                var work = new Parts(this, batch, firstRow, rows, partRows, start);
                WorkerPool.Run((rows + partRows - 1) / partRows, threads, ref work);
            }
        }
    }

    private void Part(EncodedBatch batch, int firstRow, int rows, Span<float> outputs)
    {
        var pool = rows == 1 ? _single : _several;
        if (!pool.TryTake(out var memory))
            memory = new Workspace(_engine, _plan, rows == 1 ? 1 : MostRows);
        memory.Forward(batch, firstRow, rows);
        memory[_plan.Output].Read(outputs);
        pool.Add(memory);
    }

    private readonly unsafe struct Parts(NetworkScorer scorer, EncodedBatch batch, int firstRow, int rows, int partRows, float* outputs)
        : IParallelWork
    {
        public void Run(int item)
        {
            int first = item * partRows;
            int count = Math.Min(partRows, rows - first);
            scorer.Part(batch, firstRow + first, count, new Span<float>(outputs + ((nint)first * scorer.Outputs), count * scorer.Outputs));
        }
    }
}
