using System.Numerics.Tensors;
using Microsoft.ML.LowRank.LinearAlgebra;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>
/// Least squares with weights that are not negative, from a Gram matrix (Lawson and Hanson, 1974, chapter 23): weights
/// enter one at a time, where the error falls fastest, and leave when they would turn negative.
/// </summary>
/// <remarks>
/// Columns are scaled to length 1 first. A column that depends linearly on those that have entered is passed over
/// until they change: it could not lower the error, and would make their weights arbitrary.
/// </remarks>
internal sealed class NonNegativeLeastSquares
{
    private const double Epsilon = 1.0 / (1L << 52);

    private readonly int _size;
    private readonly double[] _lengths;
    private readonly double[] _gram;
    private readonly double[] _right;
    private readonly double[] _weights;
    private readonly double[] _gradient;
    private readonly List<int> _entered = [];

    private NonNegativeLeastSquares(ReadOnlySpan<double> gram, ReadOnlySpan<double> right, int size)
    {
        _size = size;
        _lengths = new double[size];
        _gram = new double[size * size];
        _right = new double[size];
        _weights = new double[size];
        _gradient = new double[size];
        for (int i = 0; i < size; i++)
            _lengths[i] = Math.Sqrt(Math.Max(0, gram[(i * size) + i]));
        for (int i = 0; i < size; i++)
        {
            if (_lengths[i] == 0)
                continue;
            _right[i] = right[i] / _lengths[i];
            for (int j = 0; j < size; j++)
                if (_lengths[j] > 0)
                    _gram[(i * size) + j] = gram[(i * size) + j] / _lengths[i] / _lengths[j];
        }
    }

    /// <summary>Weights of the columns of moments whose last column is the target.</summary>
    /// <param name="sums">The moments.</param>
    /// <param name="centered">Whether columns and target are taken around their means.</param>
    public static NonNegativeFit Solve(MomentSums sums, bool centered)
    {
        int count = sums.Size - 1;
        double[] products = sums.Covariance(centered);
        var gram = new double[count * count];
        var cross = new double[count];
        for (int k = 0; k < count; k++)
        {
            products.AsSpan(k * sums.Size, count).CopyTo(gram.AsSpan(k * count));
            cross[k] = products[(k * sums.Size) + count];
        }
        return Solve(gram, cross, count);
    }

    /// <summary>The w ≥ 0 of least wᵀGw/2 − cᵀw.</summary>
    /// <param name="gram">G, size × size, symmetric: ZᵀZ/n, not centred.</param>
    /// <param name="right">c: Zᵀy/n.</param>
    /// <param name="size">Number of columns of Z.</param>
    public static NonNegativeFit Solve(ReadOnlySpan<double> gram, ReadOnlySpan<double> right, int size)
    {
        if (gram.Length != size * size || right.Length != size)
            throw new ArgumentException(
                $"{gram.Length} products of columns and {right.Length} with the target do not fit {size} columns.",
                nameof(gram));
        if (!TensorPrimitives.IsFiniteAll(gram) || !TensorPrimitives.IsFiniteAll(right))
            throw new ArgumentException("A product of columns is not finite.", nameof(gram));
        var solver = new NonNegativeLeastSquares(gram, right, size);
        solver.Run();
        return solver.Fit();
    }

    private void Run()
    {
        var passedOver = new bool[_size];
        // Every step lowers the error, so no set of weights comes twice; the limit is for what rounding could do.
        for (int step = 0; step < 10 * (_size + 1); step++)
        {
            UpdateGradient();
            int next = -1;
            // What rounding leaves of a gradient is none.
            double least = 16 * _size * Epsilon * (Largest(_right) + TensorPrimitives.Sum<double>(_weights));
            for (int i = 0; i < _size; i++)
                if (!passedOver[i] && _lengths[i] > 0 && !_entered.Contains(i) && -_gradient[i] > least)
                {
                    next = i;
                    least = -_gradient[i];
                }
            if (next < 0)
                return;
            _entered.Add(next);
            // Where the gradient is little more than rounding, the solution may lie on the other side of 0.
            if (TrySolve() is { } solution && solution[^1] > 0)
            {
                MoveTo(solution);
                Array.Clear(passedOver);
            }
            else
            {
                _entered.Remove(next);
                passedOver[next] = true;
            }
        }
    }

    /// <summary>
    /// Goes towards the solution for those that have entered; the ones that reach 0 on the way leave.
    /// </summary>
    private void MoveTo(double[]? solution)
    {
        while (solution is not null && Array.Exists(solution, value => value <= 0))
        {
            double share = 1;
            int first = -1;
            for (int a = 0; a < solution.Length; a++)
            {
                double weight = _weights[_entered[a]];
                if (solution[a] <= 0 && (first < 0 || weight / (weight - solution[a]) < share))
                    (share, first) = (weight / (weight - solution[a]), a);
            }
            for (int a = 0; a < solution.Length; a++)
                _weights[_entered[a]] += share * (solution[a] - _weights[_entered[a]]);
            _weights[_entered[first]] = 0;
            _entered.RemoveAll(i => _weights[i] <= 0);
            for (int i = 0; i < _size; i++)
                _weights[i] = Math.Max(0, _weights[i]);
            solution = TrySolve();
        }
        for (int a = 0; a < solution?.Length; a++)
            _weights[_entered[a]] = solution[a];
    }

    /// <summary>
    /// Weights of those that have entered, without regard to sign; null when one depends on the others.
    /// </summary>
    private double[]? TrySolve()
    {
        int count = _entered.Count;
        var gram = new double[count * count];
        var solution = new double[count];
        for (int a = 0; a < count; a++)
        {
            solution[a] = _right[_entered[a]];
            for (int b = 0; b <= a; b++)
                gram[(a * count) + b] = _gram[(_entered[a] * _size) + _entered[b]];
        }
        if (CholeskyFactor.TryFactor(gram, count) is not { } factor)
            return null;
        factor.Solve(solution);
        return solution;
    }

    private void UpdateGradient()
    {
        for (int i = 0; i < _size; i++)
            _gradient[i] = TensorPrimitives.Dot<double>(_gram.AsSpan(i * _size, _size), _weights) - _right[i];
    }

    private NonNegativeFit Fit()
    {
        UpdateGradient();
        double scale = Largest(_right) is > 0 and var largest ? largest : 1;
        double negative = 0;
        double slack = 0;
        for (int i = 0; i < _size; i++)
        {
            negative = Math.Max(negative, -_gradient[i] / scale);
            if (_weights[i] > 0)
                slack = Math.Max(slack, Math.Abs(_gradient[i]) / scale);
        }
        var weights = new double[_size];
        for (int i = 0; i < _size; i++)
            weights[i] = _weights[i] > 0 ? _weights[i] / _lengths[i] : 0;
        return new NonNegativeFit(weights, negative, slack);
    }

    private static double Largest(double[] values) =>
        values.Length == 0 ? 0 : Math.Abs(TensorPrimitives.MaxMagnitude<double>(values));
}

/// <summary>
/// Weights, none of them negative, and how far they are from optimal: gradients are those of columns of length 1,
/// relative to the largest product of such a column with the target.
/// </summary>
/// <param name="Weights">One per column.</param>
/// <param name="NegativeGradient">How fast the error still falls along some weight; 0 at the optimum.</param>
/// <param name="Complementarity">Largest gradient, of either sign, along a weight above 0; 0 at the optimum.</param>
internal sealed record NonNegativeFit(double[] Weights, double NegativeGradient, double Complementarity)
{
    /// <summary>The weights over their sum, a convex combination; all 0 when they are.</summary>
    public double[] Normalized()
    {
        double sum = TensorPrimitives.Sum<double>(Weights);
        return Array.ConvertAll(Weights, weight => sum > 0 ? weight / sum : 0);
    }
}
