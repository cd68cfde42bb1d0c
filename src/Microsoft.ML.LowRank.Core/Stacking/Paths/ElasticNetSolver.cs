using System.Runtime.CompilerServices;

namespace Microsoft.ML.LowRank.Stacking;

/// <summary>
/// The minimum of ½ βᵀGβ − cᵀβ + τ‖β‖₁ + κ/2 ‖β‖², exactly: with the set A of coefficients that are not 0 and their
/// signs s it solves (G_AA + κI) β_A = c_A − τ s_A.
/// </summary>
/// <remarks>
/// The search is the feature-sign search of Lee et al. (2006): a step that would change a sign ends where the first
/// coefficient becomes 0 and leaves A; when A is solved, the coefficient that violates optimality most enters. A factor
/// of G_AA + κI follows A, so that a change costs O(p|A|) and columns that nearly depend on each other, on which
/// coordinate descent crawls, cost no more than others. Sweeps of coordinate descent with covariance updates (Friedman
/// et al., 2010) bring in many coefficients at once where many violate optimality, and get the search going again where
/// rounding stops it. No step increases the objective. The last solution is where the next problem starts: a path is a
/// series of these.
/// </remarks>
internal sealed class ElasticNetSolver
{
    private const int ManyViolations = 8;
    private const int MostEarlySweeps = 2;
    private const int MostStalls = 5;

    private readonly int _size;
    private readonly ElasticNetPoint _point;
    private readonly ActiveFactor _factor;
    private readonly double[] _signs;
    private readonly double[] _step;
    private readonly bool[] _refused;
    private bool _isFactored;

    /// <param name="gram">G, size × size; columns that are zero throughout take no part.</param>
    /// <param name="cross">c.</param>
    /// <param name="size">Number of coefficients.</param>
    /// <param name="energy">
    /// v of the loss ½v − cᵀβ + ½βᵀGβ when it is a sum of squares: then solutions are measured by their duality gap
    /// relative to ½v. NaN for other losses: then by the largest violation of the optimality conditions.
    /// </param>
    /// <param name="start">Where to begin; 0 if not given.</param>
    public ElasticNetSolver(
        double[] gram, double[] cross, int size, double energy, ReadOnlySpan<double> start = default)
    {
        _size = size;
        _point = new ElasticNetPoint(gram, cross, size, energy);
        _factor = new ActiveFactor(gram, size);
        _signs = new double[size];
        _step = new double[size];
        _refused = new bool[size];
        start.CopyTo(Coefficients);
    }

    /// <summary>β.</summary>
    public double[] Coefficients => _point.Coefficients;

    /// <param name="l1">τ, more than 0.</param>
    /// <param name="ridge">κ.</param>
    /// <param name="tolerance">The gap, in the solver's measure, at which it stops.</param>
    public SolverEvidence Solve(double l1, double ridge, double tolerance)
    {
        int sweeps = 0;
        int exact = 0;
        int stalls = 0;
        double least = double.PositiveInfinity;
        _point.L1 = l1;
        _point.Ridge = ridge;
        Array.Clear(_refused);
        if (!_isFactored || ridge != _factor.Ridge)
            Factor();
        else
            _point.Refresh();
        int most = (10 * _size) + 50;
        while (exact < most)
        {
            exact++;
            bool isWhole = Step();
            _point.Refresh();
            if (!isWhole)
                continue;
            double gap = _point.Gap();
            if (gap <= tolerance)
                break;
            int violations = _point.CountViolations(_refused, out int worst);
            if (violations > ManyViolations && sweeps < MostEarlySweeps)
            {
                Sweep(ref sweeps);
                continue;
            }
            if (violations > 0)
            {
                Enter(worst);
                continue;
            }
            // All that is left is rounding: once more with the residual that is left, as long as that helps.
            if (!(gap < 0.5 * least))
            {
                if (++stalls > MostStalls)
                    break;
                Sweep(ref sweeps);
            }
            least = Math.Min(least, gap);
        }
        return new SolverEvidence(_point.Gap(), sweeps, exact);
    }

    /// <summary>
    /// The active coefficients go to the solution for their signs, or as far as the first that changes its own.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool Step()
    {
        var members = _factor.Members;
        var step = _step.AsSpan(0, members.Length);
        for (int i = 0; i < members.Length; i++)
            step[i] = _point.Residual[members[i]] - (_point.L1 * _signs[members[i]]);
        _factor.Solve(step);
        double length = 1;
        int leaving = -1;
        for (int i = 0; i < members.Length; i++)
        {
            double value = Coefficients[members[i]];
            if ((value + step[i]) * _signs[members[i]] > 0)
                continue;
            double reach = step[i] == 0 ? 0 : Math.Max(0, -value / step[i]);
            if (reach < length || leaving < 0)
                (length, leaving) = (Math.Min(1, reach), i);
        }
        for (int i = 0; i < members.Length; i++)
            Coefficients[members[i]] += length * step[i];
        if (leaving < 0)
            return true;
        _refused[members[leaving]] |= length == 0;
        Leave(leaving);
        return false;
    }

    private void Enter(int column)
    {
        _signs[column] = Math.Sign(_point.Residual[column]);
        _refused[column] = !TryActivate(column);
    }

    private void Leave(int place)
    {
        Coefficients[_factor.Members[place]] = 0;
        _factor.RemoveAt(place);
    }

    /// <summary>
    /// Adds a column to A. One that depends on columns in A takes their place as far as the objective allows: along the
    /// direction that changes no prediction, downhill, until a coefficient is 0 and leaves.
    /// </summary>
    private bool TryActivate(int column)
    {
        while (!_factor.TryAdd(column, _step))
        {
            var members = _factor.Members;
            double slope = (_point.L1 * _signs[column]) - _point.Residual[column];
            for (int i = 0; i < members.Length; i++)
                slope -= _step[i] * ((_point.L1 * _signs[members[i]]) - _point.Residual[members[i]]);
            double way = slope > 0 ? -1 : 1;
            bool isNew = Coefficients[column] == 0;
            if (isNew && way != _signs[column])
                return false;
            int leaving = FirstZero(column, way, out double length);
            if (leaving < 0)
            {
                // The objective does not fall without end, so this slope is rounding; the other way column itself ends
                // at 0.
                if (isNew)
                    return false;
                way = -way;
                leaving = FirstZero(column, way, out length);
            }
            for (int i = 0; i < members.Length; i++)
                Coefficients[members[i]] -= way * length * _step[i];
            Coefficients[column] += way * length;
            if (leaving == members.Length)
                Coefficients[column] = 0;
            else
                Leave(leaving);
            _point.Refresh();
            if (leaving == members.Length)
                return false;
        }
        return true;
    }

    /// <summary>
    /// Which coefficient is the first to reach 0 along a dependence: a place in A, |A| for the column, or −1.
    /// </summary>
    private int FirstZero(int column, double way, out double length)
    {
        var members = _factor.Members;
        int first = -1;
        length = double.PositiveInfinity;
        for (int i = 0; i <= members.Length; i++)
        {
            int at = i < members.Length ? members[i] : column;
            double velocity = way * (i < members.Length ? -_step[i] : 1);
            if (velocity * _signs[at] < 0 && Math.Abs(Coefficients[at] / velocity) < length)
                (first, length) = (i, Math.Abs(Coefficients[at] / velocity));
        }
        return first;
    }

    private void Sweep(ref int sweeps)
    {
        sweeps++;
        Array.Clear(_refused);
        _point.Sweep();
        Factor();
    }

    private void Factor()
    {
        _isFactored = true;
        _point.Refresh();
        _factor.Clear(_point.Ridge);
        for (int j = 0; j < _size; j++)
        {
            if (Coefficients[j] == 0)
                continue;
            _signs[j] = Math.Sign(Coefficients[j]);
            TryActivate(j);
        }
    }
}
