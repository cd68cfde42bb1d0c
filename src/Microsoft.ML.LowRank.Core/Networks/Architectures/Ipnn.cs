using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Networks;

namespace Microsoft.ML.LowRank;

/// <summary>
/// A multilayer perceptron over the vectors and the inner products of all pairs (Qu and others, Product-based Neural
/// Networks, ICDM 2016).
/// </summary>
public sealed class Ipnn : DeepArchitecture
{
    internal override Value Trace(NetworkBuilder network)
    {
        var e = network.Fields;
        int fields = e.RowsPerExample;
        if (fields < 2)
            return network.Perceptron("deep", e.Flat(), Layers);
        var (left, right) = FieldPairs.Of(fields);
        var products = e.ExampleMatMul(e, transposeB: true).Flat();
        var upper = products.Select([.. left.Zip(right, (i, j) => i * fields + j)], 1);
        return network.Perceptron("deep", network.Joined(e.Flat(), upper), Layers);
    }
}
