using System.Runtime.CompilerServices;

namespace Microsoft.ML.LowRank.LinearAlgebra;

/// <summary>
/// Eigenvalues and eigenvectors of a symmetric tridiagonal matrix by the implicit QL method (Golub and Van Loan,
/// 8.3.3; the shift and the deflation as in EISPACK's tql2).
/// </summary>
/// <remarks>
/// The rotations are not applied to the vectors one by one, which would stream the whole matrix through the cache for
/// each: they are collected over many sweeps and then applied to narrow panels of the matrix (see
/// <see cref="RotationBuffer"/>).
/// </remarks>
internal static class TridiagonalQl
{
    private const int MaximumSweeps = 60;
    private const double Precision = 1.1102230246251565e-16;

    /// <param name="diagonal">Overwritten by the eigenvalues, in no order.</param>
    /// <param name="offDiagonal">Entry i couples i and i + 1; overwritten.</param>
    /// <param name="vectors">Size × size, the unit matrix; row i becomes the eigenvector of value i. Null: none.</param>
    /// <param name="threads">Number of threads; the result does not depend on it.</param>
    /// <param name="cancellation">Looked at once per eigenvalue.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Solve(
        double[] diagonal, double[] offDiagonal, double[]? vectors, int threads, CancellationToken cancellation)
    {
        int n = diagonal.Length;
        var d = diagonal;
        var e = offDiagonal;
        var rotations = vectors is null ? null : new RotationBuffer(vectors, n, threads);
        // Against the norm, not the neighbours: what the reduction to T left of zero eigenvalues is noise of that size,
        // and would converge slowly if at all.
        double negligible = Precision * Norm(d, e);
        for (int l = 0; l < n; l++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (int sweep = 0; ; sweep++)
            {
                int m = l;
                while (m < n - 1 && Math.Abs(e[m]) > negligible)
                    m++;
                if (m == l)
                    break;
                if (sweep == MaximumSweeps)
                    throw new InvalidOperationException(
                        "The eigenvalues of the covariance did not converge; its entries may not be finite numbers.");
                Sweep(d, e, l, m, rotations);
            }
        }
        rotations?.Apply();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sweep(double[] d, double[] e, int l, int m, RotationBuffer? rotations)
    {
        // Wilkinson's shift from the leading two by two block.
        double g = (d[l + 1] - d[l]) / (2 * e[l]);
        double r = Length(g, 1);
        g = d[m] - d[l] + (e[l] / (g + Math.CopySign(r, g)));
        double s = 1;
        double c = 1;
        double p = 0;
        rotations?.Begin(m - l);
        for (int i = m - 1; i >= l; i--)
        {
            double f = s * e[i];
            double b = c * e[i];
            r = Length(f, g);
            e[i + 1] = r;
            if (r == 0)
            {
                // The matrix fell apart here: recover and start again on the parts.
                d[i + 1] -= p;
                e[m] = 0;
                rotations?.End();
                return;
            }
            s = f / r;
            c = g / r;
            g = d[i + 1] - p;
            r = ((d[i] - g) * s) + (2 * c * b);
            p = s * r;
            d[i + 1] = g + p;
            g = (c * r) - b;
            rotations?.Add(i, c, s);
        }
        d[l] -= p;
        e[l] = g;
        e[m] = 0;
        rotations?.End();
    }

    // The matrix is scaled to entries of about 1: no overflow, and what underflows is negligible.
    private static double Length(double a, double b) => Math.Sqrt((a * a) + (b * b));

    private static double Norm(double[] d, double[] e)
    {
        double norm = 0;
        for (int i = 0; i < d.Length; i++)
            norm = Math.Max(norm, Math.Abs(d[i]) + Math.Abs(e[i]));
        return norm;
    }
}
