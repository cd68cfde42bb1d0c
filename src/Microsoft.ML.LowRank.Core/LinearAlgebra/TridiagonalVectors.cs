using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Microsoft.ML.LowRank.LinearAlgebra;

/// <summary>
/// A few eigenvectors of a symmetric tridiagonal matrix whose eigenvalues are known, by inverse iteration (Golub and
/// Van Loan, 8.4.2). Costs size × count where the QL method costs size³.
/// </summary>
internal static class TridiagonalVectors
{
    private const int MaximumIterations = 6;

    /// <summary>Vectors whose values are closer than this share of the norm are made orthogonal by hand.</summary>
    private const double Cluster = 1e-3;

    /// <param name="d">The diagonal.</param>
    /// <param name="e">Entry i couples i and i + 1.</param>
    /// <param name="values">Eigenvalues, descending.</param>
    /// <param name="count">How many of them get a vector.</param>
    /// <param name="cancellation">Looked at once per vector.</param>
    /// <returns>Count × size, or null when a residual stayed too large.</returns>
    public static double[]? TryFind(double[] d, double[] e, double[] values, int count, CancellationToken cancellation)
    {
        int n = d.Length;
        double norm = 0;
        for (int i = 0; i < n; i++)
            norm = Math.Max(norm, Math.Abs(d[i]) + Math.Abs(e[i]));
        var vectors = new double[count * n];
        var solver = new ShiftedTridiagonal(n);
        for (int l = 0; l < count; l++)
        {
            cancellation.ThrowIfCancellationRequested();
            int first = l;
            while (first > 0 && values[first - 1] - values[l] <= Cluster * norm)
                first--;
            solver.Factor(d, e, values[l], norm);
            if (!Iterate(solver, vectors, first, l, d, e, values[l], norm))
                return null;
        }
        return vectors;
    }

    private static bool Iterate(
        ShiftedTridiagonal solver, double[] vectors, int first, int l, double[] d, double[] e, double value, double norm)
    {
        int n = d.Length;
        var x = vectors.AsSpan(l * n, n);
        Start(x, (ulong)l);
        bool once = false;
        for (int iteration = 0; iteration < MaximumIterations; iteration++)
        {
            solver.Solve(x);
            // Scaled first: its length is about 1 / rounding.
            TensorPrimitives.Divide(x, TensorPrimitives.MaxMagnitude<double>(x), x);
            for (int pass = 0; pass < 2; pass++)
                for (int other = first; other < l; other++)
                {
                    var y = vectors.AsSpan(other * n, n);
                    TensorPrimitives.MultiplyAdd(y, -TensorPrimitives.Dot<double>(x, y), x, x);
                }
            double length = TensorPrimitives.Norm<double>(x);
            if (!(length > 1e-10))
            {
                Start(x, (ulong)((l * MaximumIterations) + iteration + n));
                continue;
            }
            TensorPrimitives.Divide(x, length, x);
            // One more step after the residual is small: the first may still hold neighbours of the value.
            if (Residual(x, d, e, value) <= 1e-15 * Math.Max(16, n) * norm)
            {
                if (once)
                    return true;
                once = true;
            }
        }
        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Residual(ReadOnlySpan<double> x, double[] d, double[] e, double value)
    {
        double largest = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double r = (d[i] - value) * x[i];
            if (i > 0)
                r += e[i - 1] * x[i - 1];
            if (i < x.Length - 1)
                r += e[i] * x[i + 1];
            largest = Math.Max(largest, Math.Abs(r));
        }
        return largest;
    }

    private static void Start(Span<double> x, ulong seed)
    {
        var random = new SplitMix64(seed);
        for (int i = 0; i < x.Length; i++)
            x[i] = random.NextDouble() - 0.5;
    }
}
