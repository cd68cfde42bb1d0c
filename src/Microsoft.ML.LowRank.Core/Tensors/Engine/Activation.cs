namespace Microsoft.ML.LowRank;

/// <summary>The function between the layers of a network.</summary>
public enum Activation
{
    /// <summary>The value itself.</summary>
    None = 0,

    /// <summary>max(0, x).</summary>
    Relu = 1,

    /// <summary>1 / (1 + exp(−x)).</summary>
    Sigmoid = 2,

    /// <summary>The hyperbolic tangent.</summary>
    Tanh = 3,
}
