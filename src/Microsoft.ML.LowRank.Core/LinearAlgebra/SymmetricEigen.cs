using System.Numerics.Tensors;

namespace Microsoft.ML.LowRank.LinearAlgebra;

/// <summary>
/// Eigenvalues, descending, and leading eigenvectors of a symmetric matrix. The entry of largest magnitude of every
/// vector is positive, the first such entry where several tie, so that results do not depend on how they were found.
/// </summary>
internal sealed class SymmetricEigen
{
    private SymmetricEigen(double[] values, double[] vectors)
    {
        Values = values;
        Vectors = vectors;
    }

    /// <summary>All eigenvalues, descending.</summary>
    public double[] Values { get; }

    /// <summary>One row per computed eigenvector, of the matrix's size, in the order of the values.</summary>
    public double[] Vectors { get; }

    /// <param name="matrix">Size × size, symmetric; overwritten.</param>
    /// <param name="size">Number of rows.</param>
    /// <param name="count">How many eigenvectors are wanted.</param>
    /// <param name="threads">Number of threads; the result does not depend on it.</param>
    /// <param name="cancellation">Looked at throughout.</param>
    /// <exception cref="InvalidOperationException">An entry is not finite.</exception>
    public static SymmetricEigen Decompose(
        double[] matrix, int size, int count, int threads = 1, CancellationToken cancellation = default)
    {
        double scale = ScaleToOne(matrix);
        var reduced = Tridiagonalization.Reduce(matrix, size, cancellation);
        var (found, vectors) = TryFew(reduced, size, count, threads, cancellation) ??
            All(reduced, size, count, threads, cancellation);
        reduced.Restore(vectors, count, threads);
        for (int l = 0; l < count; l++)
            FixSign(vectors.AsSpan(l * size, size));
        for (int i = 0; i < size; i++)
            found[i] /= scale;
        return new SymmetricEigen(found, vectors);
    }

    /// <summary>Eigenvalues first, then each wanted vector from its value; null where that is no gain or fails.</summary>
    private static (double[] Values, double[] Vectors)? TryFew(
        Tridiagonalization reduced, int size, int count, int threads, CancellationToken cancellation)
    {
        if (count > size / 3)
            return null;
        var values = (double[])reduced.Diagonal.Clone();
        TridiagonalQl.Solve(values, (double[])reduced.OffDiagonal.Clone(), null, threads, cancellation);
        Array.Sort(values, (a, b) => b.CompareTo(a));
        var vectors = TridiagonalVectors.TryFind(
            reduced.Diagonal, reduced.OffDiagonal, values, count, cancellation);
        return vectors is null ? null : (values, vectors);
    }

    private static (double[] Values, double[] Vectors) All(
        Tridiagonalization reduced, int size, int count, int threads, CancellationToken cancellation)
    {
        var all = new double[size * size];
        for (int i = 0; i < size; i++)
            all[(i * size) + i] = 1;
        var found = reduced.Diagonal;
        TridiagonalQl.Solve(found, reduced.OffDiagonal, all, threads, cancellation);
        var order = new int[size];
        for (int i = 0; i < size; i++)
            order[i] = i;
        Array.Sort(order, (a, b) => found[a] != found[b] ? found[b].CompareTo(found[a]) : a.CompareTo(b));
        var vectors = new double[count * size];
        for (int l = 0; l < count; l++)
            all.AsSpan(order[l] * size, size).CopyTo(vectors.AsSpan(l * size));
        return (Array.ConvertAll(order, i => found[i]), vectors);
    }

    /// <summary>Multiplies by a power of two so that no square overflows or underflows; gives the factor.</summary>
    private static double ScaleToOne(double[] matrix)
    {
        double largest = matrix.Length == 0 ? 0 : Math.Abs(TensorPrimitives.MaxMagnitude<double>(matrix));
        if (!double.IsFinite(largest))
            throw new InvalidOperationException("The matrix holds an entry that is not a finite number.");
        if (largest == 0)
            return 1;
        double scale = Math.ScaleB(1, -Math.ILogB(largest));
        TensorPrimitives.Multiply(matrix, scale, matrix);
        return scale;
    }

    /// <summary>Turns a vector so that its first entry of largest magnitude is positive; says whether it was not.</summary>
    public static bool FixSign(Span<double> vector)
    {
        // Not IndexOfMaxMagnitude, which prefers a positive entry to an earlier negative one.
        int largest = 0;
        for (int j = 1; j < vector.Length; j++)
            if (Math.Abs(vector[j]) > Math.Abs(vector[largest]))
                largest = j;
        if (vector.Length == 0 || vector[largest] >= 0)
            return false;
        TensorPrimitives.Negate(vector, vector);
        return true;
    }
}
