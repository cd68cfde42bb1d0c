using System.Numerics.Tensors;

namespace Microsoft.ML.LowRank.LinearAlgebra;

/// <summary>
/// Turns nearly orthonormal vectors into orthonormal ones in float64 with fixed signs. A vector that is no direction
/// of its own (zero, or in the span of those before) is replaced by one that is orthogonal to all before.
/// </summary>
internal static class CompleteBasis
{
    /// <param name="vectors">Count × size, one vector per row; count is at most size.</param>
    /// <param name="count">Number of vectors.</param>
    /// <param name="size">Their length.</param>
    public static void Run(double[] vectors, int count, int size)
    {
        int unit = 0;
        for (int l = 0; l < count; l++)
        {
            var vector = vectors.AsSpan(l * size, size);
            while (!Orthonormalize(vectors, l, vector))
            {
                // One of any l + 1 unit vectors has a part outside a span of l dimensions.
                vector.Clear();
                vector[unit++ % size] = 1;
            }
            SymmetricEigen.FixSign(vector);
        }
    }

    private static bool Orthonormalize(double[] vectors, int before, Span<double> vector)
    {
        double length = TensorPrimitives.Norm<double>(vector);
        if (!(length > 1e-3))
            return false;
        TensorPrimitives.Divide(vector, length, vector);
        for (int pass = 0; pass < 2; pass++)
        {
            for (int other = 0; other < before; other++)
            {
                var y = vectors.AsSpan(other * vector.Length, vector.Length);
                TensorPrimitives.MultiplyAdd(y, -TensorPrimitives.Dot<double>(vector, y), vector, vector);
            }
            length = TensorPrimitives.Norm<double>(vector);
            if (!(length > 1e-3))
                return false;
            TensorPrimitives.Divide(vector, length, vector);
        }
        return true;
    }
}
