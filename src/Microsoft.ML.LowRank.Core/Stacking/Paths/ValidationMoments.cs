using System.Runtime.CompilerServices;
using Microsoft.ML.LowRank.LinearAlgebra;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>
/// The mean squared error of models of a training part on other rows, from those rows' moments: the variance of the
/// residuals plus the square of their mean, with the columns in the training part's units. Neither is negative, and
/// neither suffers from means that are large against the spread.
/// </summary>
internal sealed class ValidationMoments
{
    private readonly int _size;
    private readonly double[] _covariance;
    private readonly double[] _cross;
    private readonly double[] _offset;
    private readonly double _targetVariance;
    private readonly double _targetOffset;
    private readonly double _unit;

    /// <param name="moments">Of the validation part; its weight is not 0.</param>
    /// <param name="problem">The training part.</param>
    /// <param name="columns">Places of the columns in the moments.</param>
    /// <param name="target">Place of the target.</param>
    public ValidationMoments(MomentSums moments, LeastSquaresProblem problem, ReadOnlySpan<int> columns, int target)
    {
        _size = problem.Size;
        Weight = moments.Weight;
        // A target that was constant has no unit of its own, and all its models are that constant.
        _unit = problem.TargetScale == 0 ? 1 : problem.TargetScale;
        var covariance = moments.Covariance(centered: true);
        var mean = moments.Mean();
        _covariance = new double[_size * _size];
        _cross = new double[_size];
        _offset = new double[_size];
        _targetVariance = covariance[(target * moments.Size) + target] / _unit / _unit;
        _targetOffset = (mean[target] - problem.TargetCentre) / _unit;
        for (int a = 0; a < _size; a++)
        {
            double scale = problem.Scales[a];
            if (scale == 0)
                continue;
            int from = columns[a] * moments.Size;
            _offset[a] = (mean[columns[a]] - problem.Centres[a]) / scale;
            _cross[a] = covariance[from + target] / scale / _unit;
            for (int b = 0; b < _size; b++)
                if (problem.Scales[b] != 0)
                    _covariance[(a * _size) + b] = covariance[from + columns[b]] / scale / problem.Scales[b];
        }
    }

    public double Weight { get; }

    /// <param name="coefficients">In the problem's units.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double MeanSquaredError(double[] coefficients)
    {
        double variance = _targetVariance;
        for (int j = 0; j < _size; j++)
        {
            if (coefficients[j] == 0)
                continue;
            double along = ShortVectors.Dot(_covariance.AsSpan(j * _size, _size), coefficients);
            variance += coefficients[j] * (along - (2 * _cross[j]));
        }
        double mean = _targetOffset - ShortVectors.Dot(_offset, coefficients);
        return (Math.Max(0, variance) + (mean * mean)) * _unit * _unit;
    }
}
