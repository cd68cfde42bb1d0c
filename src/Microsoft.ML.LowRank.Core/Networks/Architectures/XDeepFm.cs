using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Networks;

namespace Microsoft.ML.LowRank;

/// <summary>
/// A compressed interaction network, which crosses whole vectors dimension by dimension, beside linear terms and a
/// multilayer perceptron (Lian and others, xDeepFM, KDD 2018).
/// </summary>
public sealed class XDeepFm : DeepArchitecture
{
    /// <summary>Feature maps of every layer of the compressed interaction network.</summary>
    /// <value>Default: 64, 64, 64.</value>
    public int[] InteractionUnits { get; set; } = [64, 64, 64];

    internal override Value Trace(NetworkBuilder network)
    {
        var e = network.Fields;
        var deep = network.Perceptron("deep", e.Flat(), Layers);
        return network.Linear() + Interactions(network, e) + deep;
    }

    internal override void Validate(ICollection<string> problems)
    {
        base.Validate(problems);
        RequireUnits(problems, nameof(InteractionUnits), InteractionUnits, mayBeEmpty: false);
    }

    internal override CtrArchitecture Copy()
    {
        var copy = (XDeepFm)base.Copy();
        copy.InteractionUnits = [.. InteractionUnits];
        return copy;
    }

    // Every dimension of the vectors is a row here: [B·D, F].
    private Value Interactions(NetworkBuilder network, Value e)
    {
        int dimension = e.Columns;
        int fields = e.RowsPerExample;
        var x0 = e.Transposed();
        var x = x0;
        var sums = new List<Value>();
        for (int k = 0; k < InteractionUnits.Length; k++)
        {
            var outer = x0.RowOuters(x).Reshaped(dimension, fields * x.Columns);
            x = network.Dense($"cin.{k}", outer, InteractionUnits[k]);
            sums.Add(x.ExampleSums());
        }
        return network.Dense("cin.output", Operations.Joined([.. sums]), network.Shape.Outputs, hasBias: false);
    }
}
