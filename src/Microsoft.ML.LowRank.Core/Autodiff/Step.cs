using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Autodiff;

/// <summary>One operation of a plan: what it reads, what it writes, and the call on the backend.</summary>
internal sealed class Step(Value? output, Value[] inputs, Action<IComputeBackend, Workspace> run)
{
    /// <summary>What it writes; null when it changes nothing but the workspace's row gradients.</summary>
    public Value? Output => output;

    /// <summary>What it reads, its output included where it adds to it.</summary>
    public Value[] Inputs => inputs;

    /// <summary>The input whose memory the output may take when nothing reads it later, or null.</summary>
    public Value? MayReplace { get; init; }

    /// <summary>Further values that it writes.</summary>
    public Value[] Outputs { get; init; } = [];

    /// <summary>Multiplications with an addition, for every example.</summary>
    public double MultiplyAdds { get; init; }

    public void Run(IComputeBackend engine, Workspace memory) => run(engine, memory);
}
