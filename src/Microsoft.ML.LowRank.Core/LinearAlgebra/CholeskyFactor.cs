using System.Numerics.Tensors;

namespace Microsoft.ML.LowRank.LinearAlgebra;

/// <summary>A = L Lᵀ for a symmetric positive definite A.</summary>
internal sealed class CholeskyFactor
{
    private readonly double[] _lower;

    private CholeskyFactor(double[] lower, int size)
    {
        _lower = lower;
        Size = size;
    }

    public int Size { get; }

    /// <summary>Size × size, row-major; zero above the diagonal.</summary>
    public ReadOnlySpan<double> Lower => _lower;

    /// <summary>Gives null when the matrix is not positive definite to working precision.</summary>
    /// <param name="matrix">Size × size; the lower triangle is read.</param>
    /// <param name="size">Number of rows.</param>
    /// <param name="cancellation">Looked at once per row.</param>
    public static CholeskyFactor? TryFactor(
        ReadOnlySpan<double> matrix, int size, CancellationToken cancellation = default)
    {
        var lower = new double[size * size];
        for (int i = 0; i < size; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var row = lower.AsSpan(i * size, i + 1);
            for (int j = 0; j < i; j++)
            {
                double sum = TensorPrimitives.Dot<double>(row[..j], lower.AsSpan(j * size, j));
                row[j] = (matrix[(i * size) + j] - sum) / lower[(j * size) + j];
            }
            double pivot = matrix[(i * size) + i] - TensorPrimitives.SumOfSquares<double>(row[..i]);
            // What cancels down to rounding is no pivot. The negated form also refuses NaN.
            if (!(pivot > 1e-14 * Math.Abs(matrix[(i * size) + i])) || double.IsInfinity(pivot))
                return null;
            row[i] = Math.Sqrt(pivot);
        }
        return new CholeskyFactor(lower, size);
    }

    /// <exception cref="InvalidOperationException">The matrix is not positive definite.</exception>
    public static CholeskyFactor Factor(ReadOnlySpan<double> matrix, int size) =>
        TryFactor(matrix, size) ?? throw new InvalidOperationException(
            $"The {size} × {size} matrix is not positive definite. A larger ridge on its diagonal would make it so.");

    /// <summary>Overwrites b by A⁻¹ b.</summary>
    public void Solve(Span<double> b)
    {
        SolveLower(b);
        for (int i = Size - 1; i >= 0; i--)
        {
            b[i] /= _lower[(i * Size) + i];
            TensorPrimitives.MultiplyAdd(_lower.AsSpan(i * Size, i), -b[i], b[..i], b[..i]);
        }
    }

    /// <summary>Overwrites b by L⁻¹ b.</summary>
    public void SolveLower(Span<double> b)
    {
        for (int i = 0; i < Size; i++)
            b[i] = (b[i] - TensorPrimitives.Dot<double>(_lower.AsSpan(i * Size, i), b[..i])) / _lower[(i * Size) + i];
    }
}
