using System.Numerics.Tensors;
using Microsoft.ML.LowRank.LinearAlgebra;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>Weights that need no fit, and the error of any weights.</summary>
internal static class BlendWeights
{
    /// <summary>The simple average.</summary>
    public static double[] Equal(int count)
    {
        var weights = new double[count];
        Array.Fill(weights, 1.0 / count);
        return weights;
    }

    /// <summary>Weights in proportion to risk⁻ᵠ, with sum 1. Predictions without error share all of it.</summary>
    public static double[] InverseError(ReadOnlySpan<double> risks, double power)
    {
        var weights = new double[risks.Length];
        if (risks.IsEmpty)
            return weights;
        double least = TensorPrimitives.Min(risks);
        for (int k = 0; k < weights.Length; k++)
            // Relative to the least, so that no power overflows; it also gives 1 where 0 is divided by 0.
            weights[k] = risks[k] == least ? 1 : Math.Pow(least / risks[k], power);
        TensorPrimitives.Divide(weights, TensorPrimitives.Sum<double>(weights), weights);
        return weights;
    }

    /// <summary>Mean of (y − intercept − Σ wₖ xₖ)² over the rows of the moments, whose last column is y.</summary>
    public static double MeanSquaredError(MomentSums sums, ReadOnlySpan<double> weights, double intercept = 0)
    {
        if (weights.Length != sums.Size - 1)
            throw new ArgumentException(
                $"There are {weights.Length} weights for moments of {sums.Size - 1} predictions and a target.",
                nameof(weights));
        int size = sums.Size;
        var covariance = sums.Covariance(centered: true);
        double[] residual = [.. weights, -1];
        double variance = 0;
        for (int a = 0; a < size; a++)
            variance += residual[a] * TensorPrimitives.Dot<double>(covariance.AsSpan(a * size, size), residual);
        double bias = TensorPrimitives.Dot<double>(sums.Mean(), residual) + intercept;
        return Math.Max(0, variance) + (bias * bias);
    }
}
