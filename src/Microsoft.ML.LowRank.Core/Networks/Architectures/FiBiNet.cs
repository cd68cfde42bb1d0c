using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Networks;

namespace Microsoft.ML.LowRank;

/// <summary>Which matrix a pair of fields is multiplied with.</summary>
public enum BilinearKind
{
    /// <summary>One for all pairs.</summary>
    All = 0,

    /// <summary>One for every left field.</summary>
    Each = 1,

    /// <summary>One for every pair.</summary>
    Interaction = 2,
}

/// <summary>
/// Fields are weighed by squeeze and excitation, and pairs multiplied through a matrix (Huang and others, FiBiNET,
/// RecSys 2019).
/// </summary>
public sealed class FiBiNet : DeepArchitecture
{
    /// <summary>Fields per unit of the layer that weighs them.</summary>
    /// <value>Default: 3.</value>
    public int Reduction { get; set; } = 3;

    /// <summary>Which matrix a pair of fields is multiplied with.</summary>
    /// <value>Default: <see cref="BilinearKind.Interaction"/>.</value>
    public BilinearKind Bilinear { get; set; } = BilinearKind.Interaction;

    internal override Value Trace(NetworkBuilder network)
    {
        var e = network.Fields;
        if (network.FieldCount < 2)
            return network.Linear() + network.Perceptron("deep", e.Flat(), Layers);
        int fields = e.RowsPerExample;
        int reduced = Math.Max(1, fields / Reduction);
        // Squeeze every field to its mean, excite through two layers, weigh the fields.
        var squeezed = e.RowSums().Scaled(1f / e.Columns).Reshaped(1, fields);
        var excited = network.Product("senet.down", squeezed, reduced).Activated(Activation.Relu);
        var weights = network.Product("senet.up", excited, fields).Activated(Activation.Relu);
        var v = e.TimesColumn(weights.Reshaped(fields, 1));
        var pairs = Operations.Joined(Pairs(network, "bilinear", e), Pairs(network, "bilinear.senet", v));
        return network.Linear() + network.Perceptron("deep", pairs, Layers);
    }

    internal override void Validate(ICollection<string> problems)
    {
        base.Validate(problems);
        RequirePositive(problems, nameof(Reduction), Reduction);
        if (!Enum.IsDefined(Bilinear))
            problems.Add($"{nameof(FiBiNet)}.{nameof(Bilinear)} is {(int)Bilinear}, which is not a {nameof(BilinearKind)}.");
    }

    // (eᵢ W) ∘ eⱼ for i < j.
    private Value Pairs(NetworkBuilder network, string name, Value e)
    {
        int dimension = e.Columns;
        int fields = e.RowsPerExample;
        var (left, right) = FieldPairs.Of(fields);
        var flat = e.Flat();
        string weight = $"{name}.weight";
        var lefts = Bilinear switch
        {
            BilinearKind.All => e.MatMul(network.Weight(weight, dimension, dimension)).Flat().Select(left, dimension),
            BilinearKind.Each => flat.GroupMatMul(Blocks(network, weight, fields, dimension), fields).Select(left, dimension),
            _ => flat.Select(left, dimension).GroupMatMul(Blocks(network, weight, left.Length, dimension), left.Length),
        };
        return lefts * flat.Select(right, dimension);
    }

    private static Value Blocks(NetworkBuilder network, string name, int count, int dimension)
        => network.Weight(name, count * dimension, dimension, Math.Sqrt(1.0 / dimension));
}
