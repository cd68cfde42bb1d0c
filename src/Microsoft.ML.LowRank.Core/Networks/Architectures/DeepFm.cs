using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Networks;

namespace Microsoft.ML.LowRank;

/// <summary>
/// A factorisation machine and a multilayer perceptron over the same vectors (Guo and others, DeepFM, IJCAI 2017).
/// </summary>
public sealed class DeepFm : DeepArchitecture
{
    internal override Value Trace(NetworkBuilder network)
    {
        var e = network.Fields;
        return network.Linear() + e.PairSums().RowSums() + network.Perceptron("deep", e.Flat(), Layers);
    }
}
