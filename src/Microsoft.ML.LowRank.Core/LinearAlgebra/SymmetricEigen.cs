using MathNet.Numerics.LinearAlgebra.Double;

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

    /// <param name="matrix">Size × size, symmetric.</param>
    /// <param name="size">Number of rows.</param>
    /// <param name="count">How many eigenvectors are wanted.</param>
    public static SymmetricEigen Decompose(double[] matrix, int size, int count)
    {
        var evd = DenseMatrix.OfColumnMajor(size, size, matrix).Evd(MathNet.Numerics.LinearAlgebra.Symmetricity.Symmetric);
        var values = new double[size];
        var vectors = new double[(long)count * size];
        for (int i = 0; i < size; i++)
            values[i] = evd.EigenValues[size - 1 - i].Real;
        for (int l = 0; l < count; l++)
        {
            for (int j = 0; j < size; j++)
                vectors[(l * size) + j] = evd.EigenVectors[j, size - 1 - l];
            FixSign(vectors.AsSpan(l * size, size));
        }
        return new SymmetricEigen(values, vectors);
    }

    /// <summary>Turns a vector so that its first entry of largest magnitude is positive.</summary>
    public static void FixSign(Span<double> vector)
    {
        int largest = 0;
        for (int j = 1; j < vector.Length; j++)
            if (Math.Abs(vector[j]) > Math.Abs(vector[largest]))
                largest = j;
        if (vector.Length != 0 && vector[largest] < 0)
            System.Numerics.Tensors.TensorPrimitives.Negate(vector, vector);
    }
}
