using Microsoft.ML.LowRank.LinearAlgebra;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>
/// What the moments of base predictions say of each of them and of each pair: how wrong, how alike. The target is the
/// last column of the moments, the predictions are those before it.
/// </summary>
internal sealed class PredictionStatistics
{
    /// <summary>A variance below this share of the second moment around the shift is rounding.</summary>
    private const double Rounding = 1e-13;

    private const double Epsilon = 1.0 / (1L << 52);

    private readonly int _size;
    private readonly double[] _mean;
    private readonly double[] _covariance;
    private readonly bool[] _isConstant;

    public PredictionStatistics(MomentSums sums)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sums.Size, 1);
        _size = sums.Size;
        _mean = sums.Mean();
        _covariance = sums.Covariance(centered: true);
        _isConstant = new bool[_size];
        for (int k = 0; k < _size; k++)
            _isConstant[k] = !(Covariance(k, k) * sums.Weight > Rounding * sums.Second[(k * _size) + k]);
    }

    /// <summary>Number of predictions.</summary>
    public int Count => _size - 1;

    public double TargetVariance => Variance(Count);

    public double Mean(int k) => _mean[k];

    /// <summary>Population variance; 0 for a constant prediction.</summary>
    public double Variance(int k) => _isConstant[k] ? 0 : Covariance(k, k);

    /// <summary>Root of the mean squared error of a prediction.</summary>
    public double Risk(int k) => Math.Sqrt(MeanSquaredDifference(k, Count));

    public double[] Risks() => [.. Enumerable.Range(0, Count).Select(Risk)];

    /// <summary>Mean of (x_j − x_k)².</summary>
    public double MeanSquaredDifference(int j, int k)
    {
        double shift = _mean[j] - _mean[k];
        return Math.Max(0, Covariance(j, j) - (2 * Covariance(j, k)) + Covariance(k, k)) + (shift * shift);
    }

    /// <summary>Pearson's correlation; 0 with a constant prediction, which is like nothing that varies.</summary>
    public double Correlation(int j, int k) => _isConstant[j] || _isConstant[k]
        ? 0
        : Math.Clamp(Covariance(j, k) / Math.Sqrt(Covariance(j, j)) / Math.Sqrt(Covariance(k, k)), -1, 1);

    /// <summary>Correlations of some predictions, symmetric, 1 on the diagonal.</summary>
    public double[] CorrelationMatrix(IReadOnlyList<int> chosen)
    {
        var matrix = new double[chosen.Count * chosen.Count];
        for (int a = 0; a < chosen.Count; a++)
            for (int b = 0; b < chosen.Count; b++)
                matrix[(a * chosen.Count) + b] = a == b ? 1 : Correlation(chosen[a], chosen[b]);
        return matrix;
    }

    /// <summary>
    /// Largest over smallest eigenvalue of the correlations of some predictions; infinite when they are linearly
    /// dependent to working precision. A constant prediction, uncorrelated with all others, does not change it.
    /// </summary>
    public double Condition(IReadOnlyList<int> chosen)
    {
        if (chosen.Count < 2)
            return 1;
        var values = SymmetricEigen.Decompose(CorrelationMatrix(chosen), chosen.Count, 0).Values;
        return values[^1] <= chosen.Count * Epsilon * values[0]
            ? double.PositiveInfinity
            : values[0] / values[^1];
    }

    /// <summary>
    /// Count × count, symmetric: the mean of (x_j − y)(x_k − y). The mean squared error of any blend whose weights sum
    /// to 1 is a quadratic form of it, and it does not suffer when the predictions lie far from zero.
    /// </summary>
    public double[] ErrorMoments()
    {
        int y = Count;
        var moments = new double[Count * Count];
        for (int j = 0; j < Count; j++)
            for (int k = j; k < Count; k++)
            {
                double centered = j == k
                    ? Math.Max(0, Covariance(j, j) - (2 * Covariance(j, y)) + Covariance(y, y))
                    : Covariance(j, k) - Covariance(j, y) - Covariance(k, y) + Covariance(y, y);
                moments[(j * Count) + k] = moments[(k * Count) + j] =
                    centered + ((_mean[j] - _mean[y]) * (_mean[k] - _mean[y]));
            }
        return moments;
    }

    private double Covariance(int j, int k) => _covariance[(j * _size) + k];
}
