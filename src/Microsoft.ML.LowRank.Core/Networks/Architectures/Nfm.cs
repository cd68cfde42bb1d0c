using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Networks;

namespace Microsoft.ML.LowRank;

/// <summary>
/// A multilayer perceptron over the pooled products of all pairs of vectors, and linear terms (He and Chua, Neural
/// Factorization Machines, SIGIR 2017).
/// </summary>
public sealed class Nfm : DeepArchitecture
{
    internal override Value Trace(NetworkBuilder network)
        => network.Linear() + network.Perceptron("deep", network.Fields.PairSums(), Layers);
}
