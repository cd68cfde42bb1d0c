using System.Runtime.CompilerServices;
using Microsoft.ML.LowRank.LinearAlgebra;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>
/// The minimum of ½ βᵀGβ − cᵀβ + κ/2 ‖β‖² for any number of penalties κ from one eigendecomposition G = UEUᵀ:
/// β = U(E + κI)⁻¹Uᵀc, O(p²) each.
/// </summary>
/// <remarks>
/// A direction in which E + κ is no more than the rounding of E is left out: as κ vanishes, the solution becomes the
/// least squares solution of least norm, however singular G is.
/// </remarks>
internal sealed class RidgeSolver
{
    private readonly LeastSquaresProblem _problem;
    private readonly double[] _values;
    private readonly double[] _vectors;
    private readonly double[] _rotated;
    private readonly double _cutoff;

    public RidgeSolver(LeastSquaresProblem problem, int threads, CancellationToken cancellation)
    {
        _problem = problem;
        int size = problem.Size;
        var eigen = SymmetricEigen.Decompose((double[])problem.Gram.Clone(), size, size, threads, cancellation);
        _values = eigen.Values;
        _vectors = eigen.Vectors;
        _cutoff = 4 * size * Math.ScaleB(1, -52) * Math.Max(0, _values[0]);
        _rotated = new double[size];
        for (int l = 0; l < size; l++)
            _rotated[l] = ShortVectors.Dot(Vector(l), problem.Cross);
    }

    /// <summary>
    /// Overwrites β by the solution; gives what is left to gain relative to half the target's variance.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double Solve(double ridge, Span<double> coefficients)
    {
        coefficients.Clear();
        for (int l = 0; l < _values.Length; l++)
            if (Inverse(l, ridge) is not 0 and var inverse)
                ShortVectors.AddScaled(_rotated[l] * inverse, Vector(l), coefficients);
        // ½ rᵀ(G + κI)⁻¹ r with r = c − (G + κI)β, the residual computed from G itself.
        int size = _problem.Size;
        var residual = new double[size];
        for (int j = 0; j < size; j++)
            residual[j] = _problem.Cross[j] - (ridge * coefficients[j]) -
                ShortVectors.Dot(_problem.Gram.AsSpan(j * size, size), coefficients);
        double gain = 0;
        for (int l = 0; l < size; l++)
        {
            double along = ShortVectors.Dot(Vector(l), residual);
            gain += along * along * Inverse(l, ridge);
        }
        return gain;
    }

    private double Inverse(int l, double ridge)
    {
        double value = Math.Max(0, _values[l]) + ridge;
        return value > _cutoff ? 1 / value : 0;
    }

    private ReadOnlySpan<double> Vector(int l) => _vectors.AsSpan(l * _problem.Size, _problem.Size);
}
