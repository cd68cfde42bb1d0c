using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.LinearAlgebra;

/// <summary>
/// Q T Qᵀ = A for a symmetric A by Householder reflections (Golub and Van Loan, Matrix Computations, 8.3.1).
/// </summary>
internal sealed class Tridiagonalization
{
    private readonly int _size;

    /// <summary>Size × size; row i holds behind its diagonal the vector of reflection i.</summary>
    private readonly double[] _matrix;

    /// <summary>Reflection i is I − factor · v vᵀ.</summary>
    private readonly double[] _factors;

    private Tridiagonalization(double[] matrix, int size)
    {
        _matrix = matrix;
        _size = size;
        _factors = new double[size];
        Diagonal = new double[size];
        OffDiagonal = new double[size];
    }

    public double[] Diagonal { get; }

    /// <summary>Entry i couples i and i + 1; the last is 0.</summary>
    public double[] OffDiagonal { get; }

    /// <param name="matrix">Size × size, symmetric; overwritten.</param>
    /// <param name="size">Number of rows.</param>
    /// <param name="cancellation">Looked at once per row.</param>
    public static Tridiagonalization Reduce(double[] matrix, int size, CancellationToken cancellation)
    {
        var result = new Tridiagonalization(matrix, size);
        result.Run(cancellation);
        return result;
    }

    /// <summary>Multiplies by Q from the left: each row of <paramref name="vectors"/> is one vector.</summary>
    public void Restore(double[] vectors, int count, int threads) =>
        WorkerPool.Run(count, threads, l => Restore(vectors.AsSpan(l * _size, _size)));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Restore(Span<double> vector)
    {
        for (int i = _size - 3; i >= 0; i--)
        {
            if (_factors[i] == 0)
                continue;
            var reflector = _matrix.AsSpan((i * _size) + i + 1, _size - i - 1);
            var part = vector[(i + 1)..];
            double share = -_factors[i] * TensorPrimitives.Dot<double>(reflector, part);
            TensorPrimitives.MultiplyAdd(reflector, share, part, part);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Run(CancellationToken cancellation)
    {
        int n = _size;
        if (n == 0)
            return;
        var pending = new double[n];
        var product = new double[n];
        bool hasPending = false;
        int pendingRow = 0;
        for (int i = 0; i < n; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            // The last reflection's update of this row; the other rows get theirs in the pass below.
            var row = _matrix.AsSpan((i * n) + i, n - i);
            if (hasPending)
            {
                var v = _matrix.AsSpan((pendingRow * n) + i, n - i);
                var w = pending.AsSpan(i, n - i);
                double vi = v[0];
                double wi = w[0];
                TensorPrimitives.MultiplyAdd(v, -wi, row, row);
                TensorPrimitives.MultiplyAdd(w, -vi, row, row);
            }
            Diagonal[i] = row[0];
            if (i == n - 1)
                break;
            var reflector = row[1..];
            _factors[i] = i == n - 2 ? 0 : MakeReflector(reflector, out OffDiagonal[i]);
            if (i == n - 2)
                OffDiagonal[i] = reflector[0];
            UpdateAndMultiply(i, hasPending ? pendingRow : -1, pending, product);
            if (_factors[i] != 0)
            {
                // w = τ p − ½ τ² (pᵀv) v makes the two-sided reflection A − v wᵀ − w vᵀ.
                var p = product.AsSpan(i + 1, n - i - 1);
                TensorPrimitives.Multiply(p, _factors[i], p);
                double half = -0.5 * _factors[i] * TensorPrimitives.Dot<double>(p, reflector);
                TensorPrimitives.MultiplyAdd(reflector, half, p, p);
                (pending, product) = (product, pending);
                pendingRow = i;
                hasPending = true;
            }
            else
            {
                hasPending = false;
            }
        }
    }

    /// <summary>
    /// Overwrites x by v such that (I − τ v vᵀ) x = (value, 0, …); gives τ, 0 when x has that form already.
    /// </summary>
    private static double MakeReflector(Span<double> x, out double value)
    {
        double tail = TensorPrimitives.SumOfSquares<double>(x[1..]);
        value = x[0];
        if (tail == 0)
            return 0;
        double norm = Math.Sqrt((x[0] * x[0]) + tail);
        value = x[0] > 0 ? -norm : norm;
        double first = x[0] - value;
        TensorPrimitives.Divide(x, first, x);
        x[0] = 1;
        return -first / value;
    }

    /// <summary>
    /// One pass over the remaining upper triangle: applies the pending update A ← A − v wᵀ − w vᵀ and multiplies the
    /// result by the new reflector. Both in one pass because memory, not arithmetic, is the limit.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe void UpdateAndMultiply(int i, int pendingRow, double[] pending, double[] product)
    {
        int n = _size;
        Array.Clear(product, i + 1, n - i - 1);
        bool multiply = _factors[i] != 0;
        if (pendingRow < 0 && !multiply)
            return;
        fixed (double* a = _matrix, w = pending, p = product)
        {
            double* reflector = a + ((long)i * n);
            double* v = a + ((long)Math.Max(0, pendingRow) * n);
            for (int r = i + 1; r < n; r++)
            {
                double* row = a + ((long)r * n);
                if (pendingRow < 0)
                    p[r] += MultiplyRow(row, reflector, p, reflector[r], r, n);
                else if (!multiply)
                    UpdateRow(row, v, w, -v[r], -w[r], r, n);
                else
                    p[r] += UpdateMultiplyRow(row, v, w, -v[r], -w[r], reflector, p, reflector[r], r, n);
            }
        }
    }

    /// <summary>p[r+1..] += x_r · row, and gives row · x with the diagonal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe double MultiplyRow(double* row, double* x, double* p, double xr, int r, int n)
    {
        double sum = row[r] * xr;
        int j = r + 1;
        var sums = Vector512<double>.Zero;
        var factor = Vector512.Create(xr);
        for (; j <= n - 8; j += 8)
        {
            var value = Vector512.Load(row + j);
            sums = Vector512.FusedMultiplyAdd(value, Vector512.Load(x + j), sums);
            Vector512.FusedMultiplyAdd(value, factor, Vector512.Load(p + j)).Store(p + j);
        }
        for (; j < n; j++)
        {
            sum += row[j] * x[j];
            p[j] += row[j] * xr;
        }
        return sum + Vector512.Sum(sums);
    }

    private static unsafe void UpdateRow(double* row, double* v, double* w, double vr, double wr, int r, int n)
    {
        var target = new Span<double>(row + r, n - r);
        TensorPrimitives.MultiplyAdd(new ReadOnlySpan<double>(v + r, n - r), wr, target, target);
        TensorPrimitives.MultiplyAdd(new ReadOnlySpan<double>(w + r, n - r), vr, target, target);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe double UpdateMultiplyRow(
        double* row, double* v, double* w, double vr, double wr, double* x, double* p, double xr, int r, int n)
    {
        row[r] += (v[r] * wr) + (w[r] * vr);
        double sum = row[r] * xr;
        int j = r + 1;
        var sums = Vector512<double>.Zero;
        var factor = Vector512.Create(xr);
        var byV = Vector512.Create(wr);
        var byW = Vector512.Create(vr);
        for (; j <= n - 8; j += 8)
        {
            var value = Vector512.FusedMultiplyAdd(Vector512.Load(v + j), byV, Vector512.Load(row + j));
            value = Vector512.FusedMultiplyAdd(Vector512.Load(w + j), byW, value);
            value.Store(row + j);
            sums = Vector512.FusedMultiplyAdd(value, Vector512.Load(x + j), sums);
            Vector512.FusedMultiplyAdd(value, factor, Vector512.Load(p + j)).Store(p + j);
        }
        for (; j < n; j++)
        {
            double value = row[j] + (v[j] * wr) + (w[j] * vr);
            row[j] = value;
            sum += value * x[j];
            p[j] += value * xr;
        }
        return sum + Vector512.Sum(sums);
    }
}
