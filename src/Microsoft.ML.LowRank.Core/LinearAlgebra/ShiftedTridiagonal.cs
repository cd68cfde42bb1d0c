using System.Runtime.CompilerServices;

namespace Microsoft.ML.LowRank.LinearAlgebra;

/// <summary>Solves (T − λ I) x = b for a tridiagonal T by elimination with row exchanges, however close λ is.</summary>
internal sealed class ShiftedTridiagonal(int size)
{
    private readonly double[] _pivots = new double[size];
    private readonly double[] _first = new double[size];
    private readonly double[] _second = new double[size];
    private readonly double[] _multipliers = new double[size];
    private readonly bool[] _exchanged = new bool[size];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Factor(double[] d, double[] e, double shift, double norm)
    {
        // Takes the place of a pivot that is zero: the solution grows by its inverse, and that is what is wanted.
        double tiny = norm > 0 ? 1.1e-16 * norm : 1;
        double pivot = d[0] - shift;
        double next = size > 1 ? e[0] : 0;
        for (int i = 0; i < size - 1; i++)
        {
            double below = e[i];
            double diagonal = d[i + 1] - shift;
            double after = i + 2 < size ? e[i + 1] : 0;
            _exchanged[i] = Math.Abs(below) > Math.Abs(pivot);
            if (_exchanged[i])
            {
                _multipliers[i] = pivot / below;
                _pivots[i] = below;
                _first[i] = diagonal;
                _second[i] = after;
                pivot = next - (_multipliers[i] * diagonal);
                next = -_multipliers[i] * after;
            }
            else
            {
                if (Math.Abs(pivot) < tiny)
                    pivot = Math.CopySign(tiny, pivot);
                _multipliers[i] = below / pivot;
                _pivots[i] = pivot;
                _first[i] = next;
                _second[i] = 0;
                pivot = diagonal - (_multipliers[i] * next);
                next = after;
            }
        }
        _pivots[size - 1] = Math.Abs(pivot) < tiny ? Math.CopySign(tiny, pivot) : pivot;
    }

    /// <summary>Overwrites b by x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Solve(Span<double> x)
    {
        for (int i = 0; i < size - 1; i++)
        {
            if (_exchanged[i])
                (x[i], x[i + 1]) = (x[i + 1], x[i]);
            x[i + 1] -= _multipliers[i] * x[i];
        }
        for (int i = size - 1; i >= 0; i--)
        {
            double value = x[i];
            if (i + 1 < size)
                value -= _first[i] * x[i + 1];
            if (i + 2 < size)
                value -= _second[i] * x[i + 2];
            x[i] = value / _pivots[i];
        }
    }
}
