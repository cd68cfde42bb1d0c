using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Networks;

namespace Microsoft.ML.LowRank;

/// <summary>
/// Explicit crosses x ← x + x₀ ∘ (W x + b), with a full matrix, one of low rank, or a mixture of low-rank experts, and a
/// multilayer perceptron (Wang and others, DCN V2, WWW 2021).
/// </summary>
public sealed class Dcn2 : DeepArchitecture
{
    /// <summary>Number of cross layers.</summary>
    /// <value>Default: 3.</value>
    public int Crosses { get; set; } = 3;

    /// <summary>Rank of the matrices of a cross layer; 0 for full matrices.</summary>
    /// <value>Default: 0.</value>
    public int Rank { get; set; }

    /// <summary>Experts in the mixture of a cross layer; more than one needs a <see cref="Rank"/>.</summary>
    /// <value>Default: 1.</value>
    public int Experts { get; set; } = 1;

    /// <summary>Whether the perceptron reads what the crosses made, rather than the fields themselves.</summary>
    /// <value>Default: false, the two are side by side.</value>
    public bool IsStacked { get; set; }

    internal override Value Trace(NetworkBuilder network)
    {
        var x0 = network.Fields.Flat();
        var x = x0;
        for (int l = 0; l < Crosses; l++)
            x = Experts > 1 ? Mixture(network, l, x0, x) : x + x0 * Cross(network, $"cross.{l}", x);
        var deep = network.Hidden("deep", IsStacked ? x : x0, HiddenUnits, Layers);
        return network.Dense("output", IsStacked ? deep : network.Joined(x, deep), network.Shape.Outputs);
    }

    internal override void Validate(ICollection<string> problems)
    {
        base.Validate(problems);
        RequirePositive(problems, nameof(Crosses), Crosses);
        RequirePositive(problems, nameof(Experts), Experts);
        if (Rank < 0)
            problems.Add($"{nameof(Dcn2)}.{nameof(Rank)} is {Rank}; it must be 0 (full matrices) or more.");
        if (Experts > 1 && Rank == 0)
            problems.Add($"{nameof(Dcn2)}.{nameof(Experts)} is {Experts}, but experts are matrices of low rank and {nameof(Rank)} is 0.");
    }

    private Value Cross(NetworkBuilder network, string name, Value x)
    {
        int width = x.Columns;
        return Rank == 0 ? network.Dense(name, x, width)
            : network.Product($"{name}.up", network.Product($"{name}.down", x, Rank), width, $"{name}.bias")
                .PlusRow(network.Bias($"{name}.bias", width));
    }

    // x + Σₖ gₖ(x) x₀ ∘ (Uₖ tanh(Cₖ tanh(Vₖ x)) + b)
    private Value Mixture(NetworkBuilder network, int layer, Value x0, Value x)
    {
        int width = x.Columns;
        var gates = network.Product("cross.gate", x, Experts, isShared: true).Softmaxed();
        var bias = network.Bias($"cross.{layer}.bias", width);
        var sum = x;
        for (int k = 0; k < Experts; k++)
        {
            string expert = $"cross.{layer}.{k}";
            var down = network.Product($"{expert}.down", x, Rank).Activated(Activation.Tanh);
            var core = network.Product($"{expert}.core", down, Rank).Activated(Activation.Tanh);
            var inner = network.Product($"{expert}.up", core, width).PlusRow(bias);
            sum += (x0 * inner).TimesColumn(gates.Slice(k, 1));
        }
        return sum;
    }
}
