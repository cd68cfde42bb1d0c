using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Features;
using Microsoft.ML.LowRank.Losses;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Networks;

/// <summary>A network that is trained for log-loss, with its plan and memory.</summary>
internal sealed class TestNetwork
{
    private readonly CtrArchitecture _architecture;
    private readonly NetworkShape _shape;
    private readonly int _dimension;

    /// <param name="architecture">What is traced.</param>
    /// <param name="shape">Its inputs.</param>
    /// <param name="dimension">The embedding dimension.</param>
    /// <param name="engine">The backend.</param>
    /// <param name="parameters">Given values, or null for new ones.</param>
    /// <param name="capacity">Most rows of a batch.</param>
    public TestNetwork(CtrArchitecture architecture, NetworkShape shape, int dimension, IComputeBackend engine,
        ParameterSet? parameters = null, int capacity = 16)
    {
        (_architecture, _shape, _dimension, Engine) = (architecture, shape, dimension, engine);
        Parameters = parameters ?? new ParameterSet(engine, seed: 5);
        Plan = Trace(isTraining: true);
        Memory = new Workspace(engine, Plan, capacity);
    }

    public IComputeBackend Engine { get; }

    public ParameterSet Parameters { get; }

    public Plan Plan { get; }

    public Workspace Memory { get; }

    public Plan Trace(bool isTraining)
    {
        var graph = new Graph(isTraining);
        return new Plan(graph, _architecture.Trace(new NetworkBuilder(graph, Parameters, _shape, _dimension, 0.3)));
    }

    /// <summary>Forward and backward over the parts of a batch: the logits and the mean loss.</summary>
    public (float[] Logits, double Loss) Run(EncodedBatch batch, float tablePenalty = 0, params int[] partRows)
    {
        if (partRows.Length == 0)
            partRows = [batch.Rows];
        var loss = new LogisticLoss();
        double divisor = batch.Weights?.Take(batch.Rows).Sum() ?? batch.Rows;
        double sum = 0;
        var logits = new List<float>();
        Memory.BeginBatch(batch, tablePenalty);
        int first = 0;
        foreach (int rows in partRows)
        {
            Memory.Forward(batch, first, rows);
            float[] part = Read(Memory[Plan.Output]);
            var gradient = new float[rows];
            sum += loss.Evaluate(part, batch.Targets.AsSpan(first, rows),
                batch.Weights is null ? [] : batch.Weights.AsSpan(first, rows), divisor, gradient);
            Memory[Plan.OutputGradient!].Write(gradient);
            Memory.Backward();
            logits.AddRange(part);
            first += rows;
        }
        return ([.. logits], sum / divisor);
    }

    /// <summary>The logits of a plan without training.</summary>
    public float[] Infer(EncodedBatch batch)
    {
        var plan = Trace(isTraining: false);
        var memory = new Workspace(Engine, plan, batch.Rows);
        memory.Forward(batch, 0, batch.Rows);
        return Read(memory[plan.Output]);
    }

    public static float[] Read(Tensor tensor)
    {
        var values = new float[tensor.Count];
        tensor.Read(values);
        return values;
    }
}
