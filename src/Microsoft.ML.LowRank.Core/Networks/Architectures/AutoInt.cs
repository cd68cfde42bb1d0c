using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Networks;

namespace Microsoft.ML.LowRank;

/// <summary>
/// Fields attend to each other (Song and others, AutoInt, CIKM 2019); with <see cref="IsDeep"/> AutoInt+, which adds linear
/// terms and a multilayer perceptron.
/// </summary>
public sealed class AutoInt : DeepArchitecture
{
    /// <summary>Number of attention layers.</summary>
    /// <value>Default: 2.</value>
    public int AttentionLayers { get; set; } = 2;

    /// <summary>Heads of every attention layer.</summary>
    /// <value>Default: 2.</value>
    public int Heads { get; set; } = 2;

    /// <summary>Values of every head.</summary>
    /// <value>Default: 32.</value>
    public int HeadSize { get; set; } = 32;

    /// <summary>Whether inner products are divided by the root of <see cref="HeadSize"/>.</summary>
    /// <value>Default: false, as published.</value>
    public bool IsScaled { get; set; }

    /// <summary>Whether a layer's input is added to its output.</summary>
    /// <value>Default: true.</value>
    public bool HasResidual { get; set; } = true;

    /// <summary>Whether linear terms and a multilayer perceptron are added (AutoInt+).</summary>
    /// <value>Default: true.</value>
    public bool IsDeep { get; set; } = true;

    internal override Value Trace(NetworkBuilder network)
    {
        var e = network.Fields;
        var x = e;
        for (int l = 0; l < AttentionLayers; l++)
            x = Attend(network, $"attention.{l}", x);
        var logit = network.Dense("attention.output", x.Flat(), network.Shape.Outputs);
        return IsDeep ? network.Linear() + logit + network.Perceptron("deep", e.Flat(), Layers) : logit;
    }

    internal override void Validate(ICollection<string> problems)
    {
        base.Validate(problems);
        RequirePositive(problems, nameof(AttentionLayers), AttentionLayers);
        RequirePositive(problems, nameof(Heads), Heads);
        RequirePositive(problems, nameof(HeadSize), HeadSize);
    }

    private Value Attend(NetworkBuilder network, string name, Value x)
    {
        int width = Heads * HeadSize;
        var query = network.Product($"{name}.query", x, width);
        var key = network.Product($"{name}.key", x, width);
        var value = network.Product($"{name}.value", x, width);
        var heads = new Value[Heads];
        for (int h = 0; h < Heads; h++)
        {
            int from = h * HeadSize;
            var similarity = query.Slice(from, HeadSize).ExampleMatMul(key.Slice(from, HeadSize), transposeB: true);
            if (IsScaled)
                similarity = similarity.Scaled(1 / MathF.Sqrt(HeadSize));
            heads[h] = similarity.Softmaxed().ExampleMatMul(value.Slice(from, HeadSize));
        }
        var y = Operations.Joined(heads);
        if (HasResidual)
            y += x.Columns == width ? x : network.Product($"{name}.residual", x, width);
        return y.Activated(Activation.Relu);
    }
}
