using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>
/// Where a search for the minimum of ½ βᵀGβ − cᵀβ + τ‖β‖₁ + κ/2 ‖β‖² stands: β, the residual r = c − (G + κI)β, and how
/// good that is.
/// </summary>
/// <param name="gram">G, size × size.</param>
/// <param name="cross">c.</param>
/// <param name="size">Number of coefficients.</param>
/// <param name="energy">v of the loss ½v − cᵀβ + ½βᵀGβ when it is a sum of squares; NaN when it is not.</param>
internal sealed class ElasticNetPoint(double[] gram, double[] cross, int size, double energy)
{
    // Relative to τ. A violation of this much is worth its square in objective, far less than rounding.
    private const double NoticeableViolation = 1e-9;

    /// <summary>τ.</summary>
    public double L1 { get; set; }

    /// <summary>κ.</summary>
    public double Ridge { get; set; }

    public double[] Coefficients { get; } = new double[size];

    /// <summary>r.</summary>
    public double[] Residual { get; } = new double[size];

    /// <summary>r anew, so that no rounding gathers along a path.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Refresh()
    {
        cross.CopyTo(Residual, 0);
        for (int j = 0; j < size; j++)
        {
            double value = Coefficients[j];
            if (value == 0)
                continue;
            ShortVectors.AddScaled(-value, gram.AsSpan(j * size, size), Residual);
            Residual[j] -= Ridge * value;
        }
    }

    /// <summary>Every coefficient in turn goes to its own minimum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Sweep()
    {
        for (int j = 0; j < size; j++)
        {
            // A column that is zero throughout takes no part.
            if (gram[(j * size) + j] <= 0)
                continue;
            double curvature = gram[(j * size) + j] + Ridge;
            double pull = Residual[j] + (curvature * Coefficients[j]);
            double value = Math.Sign(pull) * Math.Max(0, Math.Abs(pull) - L1) / curvature;
            double change = value - Coefficients[j];
            if (change == 0)
                continue;
            Coefficients[j] = value;
            ShortVectors.AddScaled(-change, gram.AsSpan(j * size, size), Residual);
            Residual[j] -= Ridge * change;
        }
    }

    /// <summary>How many coefficients that are 0 should not be, and which most of all.</summary>
    /// <param name="refused">Coefficients that are left out.</param>
    /// <param name="worst">The one that violates optimality most, or −1.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int CountViolations(bool[] refused, out int worst)
    {
        int count = 0;
        double least = L1 * (1 + NoticeableViolation);
        double most = least;
        worst = -1;
        for (int j = 0; j < size; j++)
        {
            double pull = Math.Abs(Residual[j]);
            if (Coefficients[j] != 0 || refused[j] || pull <= least)
                continue;
            count++;
            if (pull > most)
                (most, worst) = (pull, j);
        }
        return count;
    }

    /// <summary>
    /// For a sum of squares the duality gap relative to ½v; otherwise the largest violation of the optimality
    /// conditions.
    /// </summary>
    public double Gap() => double.IsNaN(energy) ? LargestViolation() : DualityGap() / (0.5 * energy);

    private double LargestViolation()
    {
        double largest = 0;
        for (int j = 0; j < size; j++)
            largest = Math.Max(largest, Coefficients[j] == 0
                ? Math.Abs(Residual[j]) - L1
                : Math.Abs(Residual[j] - (L1 * Math.Sign(Coefficients[j]))));
        return largest;
    }

    /// <summary>
    /// Primal less dual objective at θ = s · (residual of the rows), s ≤ 1 such that no |x_jᵀθ| exceeds τ:
    /// ½(1 − s)²R² + Σ(τ|β_j| − s r_j β_j) with R² = v − cᵀβ − rᵀβ. No term is a difference of large numbers.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double DualityGap()
    {
        double largest = Math.Abs(TensorPrimitives.MaxMagnitude<double>(Residual));
        double shrink = largest > L1 ? L1 / largest : 1;
        double square = energy;
        double gap = 0;
        for (int j = 0; j < size; j++)
        {
            double value = Coefficients[j];
            square -= (cross[j] + Residual[j]) * value;
            gap += (L1 * Math.Abs(value)) - (shrink * Residual[j] * value);
        }
        gap += 0.5 * (1 - shrink) * (1 - shrink) * Math.Max(0, square);
        return Math.Max(0, gap);
    }
}
