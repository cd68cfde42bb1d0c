using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Features;
using Microsoft.ML.LowRank.Losses;
using Microsoft.ML.LowRank.Networks;
using Microsoft.ML.LowRank.Optimizers;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Perf;

/// <summary>Training steps over batches in memory, again and again, without penalty and without clipping, as the peer's.</summary>
internal sealed class OwnTraining
{
    private const int StepsForBytes = 10;

    private readonly EncodedBatch[] _batches;
    private readonly Plan _plan;
    private readonly Workspace _memory;
    private readonly Optimizer _optimizer;
    private readonly LogisticLoss _loss = new();
    private readonly float[] _outputs;
    private readonly float[] _gradient;
    private int _next;

    public OwnTraining(Network network, EncodedBatch[] batches, int threads)
    {
        _batches = batches;
        var engine = new CpuBackend(threads);
        _plan = network.Trace(isTraining: true);
        _memory = new Workspace(engine, _plan, batches[0].Rows);
        _optimizer = new Optimizer(engine, new OptimizerSettings());
        _outputs = new float[batches[0].Rows];
        _gradient = new float[batches[0].Rows];
    }

    /// <summary>One step: forward, loss, backward, Adam.</summary>
    public void Step()
    {
        var batch = _batches[_next++ % _batches.Length];
        _memory.BeginBatch(batch, tablePenalty: 0);
        _memory.Forward(batch, 0, batch.Rows);
        _memory[_plan.Output].Read(_outputs);
        _loss.Evaluate(_outputs, batch.Targets, default, batch.Rows, _gradient);
        _memory[_plan.OutputGradient!].Write(_gradient);
        _memory.Backward();
        _optimizer.Step(_plan.Gradients!, _memory);
    }

    /// <summary>Bytes that a step allocates, on all threads, once every batch has been seen.</summary>
    public long BytesPerStep()
    {
        for (int i = 0; i < _batches.Length; i++)
            Step();
        long before = GC.GetTotalAllocatedBytes(precise: true);
        for (int i = 0; i < StepsForBytes; i++)
            Step();
        return (GC.GetTotalAllocatedBytes(precise: true) - before) / StepsForBytes;
    }
}
