namespace Microsoft.ML.LowRank;

/// <summary>How a network's parameters follow their gradients.</summary>
public enum OptimizerKind
{
    /// <summary>Adam (Kingma and Ba, 2015): steps scaled by running moments of the gradient.</summary>
    Adam = 0,

    /// <summary>Adam with decoupled weight decay (Loshchilov and Hutter, 2019).</summary>
    AdamW = 1,

    /// <summary>Stochastic gradient descent with momentum.</summary>
    MomentumSgd = 2,
}
