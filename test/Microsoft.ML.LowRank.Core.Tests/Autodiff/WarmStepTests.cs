using Microsoft.ML.LowRank.Features;
using Microsoft.ML.LowRank.Optimizers;

namespace Microsoft.ML.LowRank.Core.Tests.Autodiff;

/// <summary>Runs when no other test does: kernels share a pool of buffers, which other threads could empty.</summary>
[Collection(nameof(WarmStepTests))]
[CollectionDefinition(nameof(WarmStepTests), DisableParallelization = true)]
public sealed class WarmStepTests
{
    public static TheoryData<string> Architectures => SmallNetworks.Names;

    [Theory]
    [MemberData(nameof(Architectures))]
    public void A_warm_step_allocates_nothing(string name)
    {
        var network = SmallNetworks.Make(name);
        var optimizer = new Optimizer(network.Engine, new OptimizerSettings { LargestNorm = 1 });
        // Batches of several sizes, as their distinct rows differ from step to step.
        EncodedBatch[] batches = [SmallNetworks.Batch(200, 1), SmallNetworks.Batch(150, 2), SmallNetworks.Batch(37, 3), SmallNetworks.Batch(200, 4)];
        float[] gradient = new float[200];
        for (int i = 0; i < 40; i++)
            Step(batches[i % batches.Length]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
            Step(batches[i % batches.Length]);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Step(EncodedBatch batch)
        {
            var (plan, memory) = (network.Plan, network.Memory);
            memory.BeginBatch(batch, 1e-4f);
            memory.Forward(batch, 0, batch.Rows);
            memory[plan.Output].Read(gradient.AsSpan(0, batch.Rows));
            memory[plan.OutputGradient!].Write(gradient.AsSpan(0, batch.Rows));
            memory.Backward();
            optimizer.Step(plan.Gradients!, memory);
        }
    }
}
