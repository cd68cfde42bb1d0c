using Microsoft.ML.LowRank.Autodiff;
using Microsoft.ML.LowRank.Networks;

namespace Microsoft.ML.LowRank;

/// <summary>
/// Logistic regression beside a multilayer perceptron (Cheng and others, Wide &amp; Deep Learning for Recommender Systems,
/// DLRS 2016).
/// </summary>
public sealed class WideAndDeep : DeepArchitecture
{
    internal override Value Trace(NetworkBuilder network)
        => network.Linear() + network.Perceptron("deep", network.Fields.Flat(), Layers);
}
