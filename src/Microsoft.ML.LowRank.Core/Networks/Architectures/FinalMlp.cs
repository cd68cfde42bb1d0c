using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Networks;

namespace Microsoft.ML.LowRank;

/// <summary>
/// Two multilayer perceptrons, each over its own selection of the inputs, joined by a bilinear form (Mao and others,
/// FinalMLP, AAAI 2023).
/// </summary>
public sealed class FinalMlp : DeepArchitecture
{
    /// <summary>Hidden units of the second perceptron; <see cref="DeepArchitecture.HiddenUnits"/> are those of the first.</summary>
    /// <value>Default: 400.</value>
    public int[] SecondHiddenUnits { get; set; } = [400];

    /// <summary>Whether each perceptron weighs its inputs by a learned gate.</summary>
    /// <value>Default: true.</value>
    public bool HasGates { get; set; } = true;

    /// <summary>Hidden units of the gates.</summary>
    /// <value>Default: 64.</value>
    public int[] GateHiddenUnits { get; set; } = [64];

    /// <summary>Heads of the bilinear form; the last layers of both perceptrons are split among them.</summary>
    /// <value>Default: 4.</value>
    public int Heads { get; set; } = 4;

    internal override Value Trace(NetworkBuilder network)
    {
        var x = network.Fields.Flat();
        var first = network.Hidden("first", HasGates ? Gated(network, "gate1", x) : x, HiddenUnits, Layers);
        var second = network.Hidden("second", HasGates ? Gated(network, "gate2", x) : x, SecondHiddenUnits, Layers);
        var (rows, columns) = (first.Columns / Heads, second.Columns / Heads);
        var bilinear = network.Weight("fusion.bilinear.weight", first.Columns, columns, Math.Sqrt(2.0 / (rows + columns)));
        return network.Dense("fusion.first", first, 1, hasBias: false)
            + network.Dense("fusion.second", second, 1, hasBias: false)
            + first.GroupMatMul(bilinear, Heads).RowDots(second).PlusRow(network.Bias("fusion.bias", 1));
    }

    internal override void Validate(ICollection<string> problems)
    {
        base.Validate(problems);
        RequireUnits(problems, nameof(SecondHiddenUnits), SecondHiddenUnits, mayBeEmpty: false);
        RequireUnits(problems, nameof(GateHiddenUnits), GateHiddenUnits, mayBeEmpty: true);
        RequirePositive(problems, nameof(Heads), Heads);
        if (Heads > 0 && HiddenUnits is { Length: > 0 } && SecondHiddenUnits is { Length: > 0 }
            && (HiddenUnits[^1] % Heads != 0 || SecondHiddenUnits[^1] % Heads != 0))
        {
            problems.Add($"{nameof(FinalMlp)}.{nameof(Heads)} is {Heads}; it must divide the last layers of both perceptrons, " +
                $"{HiddenUnits[^1]} and {SecondHiddenUnits[^1]}.");
        }
    }

    internal override CtrArchitecture Copy()
    {
        var copy = (FinalMlp)base.Copy();
        copy.SecondHiddenUnits = [.. SecondHiddenUnits];
        copy.GateHiddenUnits = [.. GateHiddenUnits];
        return copy;
    }

    // The gate is the same for every example: a function of a learned vector.
    private Value Gated(NetworkBuilder network, string name, Value x)
    {
        var context = network.Weight($"{name}.context", 1, network.EmbeddingDimension);
        var plain = Layers with { Dropout = 0, BatchNormalization = false };
        var gate = network.Dense($"{name}.output", network.Hidden(name, context, GateHiddenUnits, plain), x.Columns);
        return x.TimesRow(gate.Activated(Activation.Sigmoid).Scaled(2));
    }
}
