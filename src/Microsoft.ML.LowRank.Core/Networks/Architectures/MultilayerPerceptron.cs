using Microsoft.ML.LowRank.Autodiff;

namespace Microsoft.ML.LowRank.Networks;

/// <summary>What <c>NeuralNetwork</c> trains: hidden layers over numbers, vectors of categories and sparse vectors.</summary>
internal sealed class MultilayerPerceptron : DeepArchitecture
{
    internal override Value Trace(NetworkBuilder network)
    {
        var parts = new List<Value>();
        if (network.Shape.Categories > 0)
            parts.Add(network.Categories("embedding", network.EmbeddingDimension).Flat());
        if (network.Shape.Numbers > 0)
            parts.Add(network.Graph.NumberInput(network.Shape.Numbers));
        return network.Perceptron("deep", parts.Count == 0 ? null : network.Joined([.. parts]), Layers);
    }
}
