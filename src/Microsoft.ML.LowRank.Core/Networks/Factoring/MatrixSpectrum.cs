using System.Numerics.Tensors;
using Microsoft.ML.LowRank.LinearAlgebra;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Networks.Factoring;

/// <summary>
/// Eigenvalues of SᵀS, descending, and its leading eigenvectors when they are asked for. Where S has fewer rows than
/// columns, all of that is found from the smaller S Sᵀ.
/// </summary>
internal sealed class MatrixSpectrum
{
    /// <summary>
    /// Up to this size all eigenvectors are found at once. Beyond it they come in a second decomposition, which costs
    /// a fraction where few are wanted, and memory for those alone.
    /// </summary>
    private const int SmallSize = 256;

    private readonly double[] _matrix;
    private readonly double[]? _rows;
    private readonly int _size;
    private readonly int _threads;
    private double[] _vectors;

    private MatrixSpectrum(double[] matrix, int size, double[]? rows, int columns, int threads)
    {
        _matrix = matrix;
        _size = size;
        _rows = rows;
        _threads = threads;
        Columns = columns;
        var eigen = Decompose(size <= SmallSize ? size : 1);
        Values = Array.ConvertAll(eigen.Values, value => Math.Max(0, value));
        _vectors = size <= SmallSize ? ToColumns(eigen.Vectors, size) : [];
    }

    /// <summary>Length of an eigenvector.</summary>
    public int Columns { get; }

    /// <summary>Eigenvalues, descending, none below 0: as many as S has rows or columns, whichever are fewer.</summary>
    public double[] Values { get; }

    /// <summary>Of a symmetric positive semidefinite matrix, which is kept and must not be changed.</summary>
    public static MatrixSpectrum OfSymmetric(double[] matrix, int size, int threads) =>
        new(matrix, size, null, size, threads);

    /// <summary>Of SᵀS for S with the given rows, which are kept and must not be changed.</summary>
    public static MatrixSpectrum OfRows(double[] values, int rows, int columns, int threads)
    {
        int size = Math.Min(rows, columns);
        bool isWide = rows < columns;
        var matrix = GramOf(
            isWide ? Product64.Transpose(values, rows, columns) : values, Math.Max(rows, columns), size, threads);
        return new MatrixSpectrum(matrix, size, isWide ? values : null, columns, threads);
    }

    /// <summary>At least <paramref name="count"/> orthonormal eigenvectors, one per row; count is at most the values'.</summary>
    public ReadOnlySpan<double> Vectors(int count)
    {
        if (_vectors.Length < count * Columns)
            _vectors = ToColumns(Decompose(count).Vectors, count);
        return _vectors.AsSpan(0, count * Columns);
    }

    /// <summary>SᵀS.</summary>
    public double[] Matrix() => _rows is null ? (double[])_matrix.Clone() : GramOf(_rows, _size, Columns, _threads);

    private SymmetricEigen Decompose(int count) =>
        SymmetricEigen.Decompose((double[])_matrix.Clone(), _size, count, _threads);

    /// <summary>Eigenvectors p of S Sᵀ as those of SᵀS: Sᵀp, made as long as 1.</summary>
    private double[] ToColumns(double[] vectors, int count)
    {
        if (_rows is null)
            return vectors;
        var result = Product64.Multiply(vectors, _rows, count, _size, Columns, _threads);
        for (int l = 0; l < count; l++)
        {
            var vector = result.AsSpan(l * Columns, Columns);
            double length = TensorPrimitives.Norm<double>(vector);
            if (length > 0)
                TensorPrimitives.Divide(vector, length, vector);
        }
        // Of small values, Sᵀp is not orthogonal to those before; of the value 0 it is no direction at all.
        CompleteBasis.Run(result, count, Columns);
        return result;
    }

    private static double[] GramOf(double[] values, int rows, int columns, int threads)
    {
        var gram = new double[checked(columns * columns)];
        Gram64.AddUpper(rows, columns, values, columns, gram, columns, threads);
        Gram.MirrorUpper(columns, gram, columns);
        return gram;
    }
}
