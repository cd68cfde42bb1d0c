using Microsoft.ML.LowRank.LinearAlgebra;

namespace Microsoft.ML.LowRank.Networks.Factoring;

/// <summary>What is known of a layer's inputs x, and of the gradients of the loss at its weights, from calibration rows.</summary>
internal sealed class LayerMoments
{
    /// <param name="mean">The weighted mean of x.</param>
    /// <param name="covariance">Inputs × inputs: the weighted mean of (x − μ)(x − μ)ᵀ.</param>
    /// <param name="rows">Rows with a weight above 0.</param>
    /// <param name="fisher">Inputs × outputs: Σ w (x∘x)(g∘g)ᵀ with g the gradient at the outputs; null if not known.</param>
    public LayerMoments(double[] mean, double[] covariance, long rows, double[]? fisher = null)
    {
        if (covariance.Length != (long)mean.Length * mean.Length)
            throw new ArgumentException(
                $"The covariance has {covariance.Length} values; {mean.Length} inputs need {mean.Length}².",
                nameof(covariance));
        if (fisher is not null && (mean.Length == 0 || fisher.Length % mean.Length != 0))
            throw new ArgumentException(
                $"There are {fisher.Length} Fisher sums, which is no multiple of {mean.Length} inputs.", nameof(fisher));
        Mean = mean;
        Covariance = covariance;
        Rows = rows;
        Fisher = fisher;
    }

    /// <summary>From moments of rows of inputs.</summary>
    public static LayerMoments Of(StreamingMoments moments, double[]? fisher = null) =>
        new(moments.Mean(), moments.Covariance(), moments.Rows, fisher);

    public int Inputs => Mean.Length;

    public double[] Mean { get; }

    /// <summary>Inputs × inputs.</summary>
    public double[] Covariance { get; }

    /// <summary>Rows with a weight above 0.</summary>
    public long Rows { get; }

    /// <summary>Inputs × outputs, or null.</summary>
    public double[]? Fisher { get; }
}
