using System.Numerics.Tensors;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.LinearAlgebra;

/// <summary>
/// Tall float32 matrices (size × width, row-major) as sets of column vectors. Inner products are summed in float32
/// within chunks of rows and in float64 across them.
/// </summary>
internal static class TallBasis
{
    private const int ChunkRows = 1024;

    /// <summary>Directions of a block that are shorter than this share of its longest hold rounding only.</summary>
    private const double Negligible = 1e-5;

    /// <summary>AᵀB, widthA × widthB.</summary>
    public static double[] Cross(float[] a, int widthA, float[] b, int widthB, int size, int threads)
    {
        var result = new double[widthA * widthB];
        var part = new float[widthA * widthB];
        var wide = new double[widthA * widthB];
        for (int start = 0; start < size; start += ChunkRows)
        {
            int rows = Math.Min(ChunkRows, size - start);
            Gemm.Multiply(
                true, false, widthA, widthB, rows, a.AsSpan(start * widthA), widthA, b.AsSpan(start * widthB), widthB,
                part, widthB, threads: threads);
            TensorPrimitives.ConvertChecked<float, double>(part, wide);
            TensorPrimitives.Add<double>(result, wide, result);
        }
        return result;
    }

    /// <summary>A · M for a small M (widthA × width).</summary>
    public static float[] Multiply(float[] a, int widthA, double[] m, int width, int size, int threads)
    {
        var result = new float[size * width];
        AddProduct(result, a, widthA, m, width, size, 1, threads);
        return result;
    }

    /// <summary>target += factor · A · M.</summary>
    public static void AddProduct(
        float[] target, float[] a, int widthA, double[] m, int width, int size, double factor, int threads)
    {
        var small = Array.ConvertAll(m, v => (float)(factor * v));
        Gemm.Multiply(
            false, false, size, width, widthA, a, widthA, small, width, target, width, accumulate: true, threads);
    }

    /// <summary>
    /// Makes the columns of a block orthonormal and orthogonal to those of the others; what lies in their span is left
    /// as zero columns. Gives the length that the longest column direction had beforehand.
    /// </summary>
    public static double Orthonormalize(
        ref float[] block, int width, IReadOnlyList<float[]> others, int size, int threads)
    {
        double length = 0;
        // Twice is enough (Kahan and Parlett); the second pass removes what rounding left in the first.
        for (int pass = 0; pass < 2; pass++)
        {
            foreach (var other in others)
            {
                var cross = Cross(other, width, block, width, size, threads);
                AddProduct(block, other, width, cross, width, size, -1, threads);
            }
            double longest = Normalize(ref block, width, size, pass == 0 ? 0 : 0.5, threads);
            if (pass == 0)
                length = longest;
        }
        return length;
    }

    /// <summary>By the eigenvectors of the Gram matrix, which shows what is dependent where a Cholesky factor fails.</summary>
    private static double Normalize(ref float[] block, int width, int size, double floor, int threads)
    {
        var gram = new double[width * width];
        Gram.AddUpper(size, width, block, width, gram, width, threads);
        Gram.MirrorUpper(width, gram, width);
        var eigen = SymmetricEigen.Decompose(gram, width, width);
        double longest = Math.Sqrt(Math.Max(0, eigen.Values[0]));
        var map = new double[width * width];
        for (int l = 0; l < width; l++)
        {
            double length = Math.Sqrt(Math.Max(0, eigen.Values[l]));
            if (length == 0 || length <= Math.Max(floor, Negligible * longest))
                continue;
            for (int j = 0; j < width; j++)
                map[(j * width) + l] = eigen.Vectors[(l * width) + j] / length;
        }
        block = Multiply(block, width, map, width, size, threads);
        return longest;
    }
}
