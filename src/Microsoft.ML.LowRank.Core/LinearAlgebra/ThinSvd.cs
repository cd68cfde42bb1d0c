using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace Microsoft.ML.LowRank.LinearAlgebra;

/// <summary>
/// A = U diag(s) Vᵀ with min(rows, columns) singular values, descending, of a small dense matrix. The signs are fixed
/// on the right vectors as <see cref="SymmetricEigen"/> fixes them.
/// </summary>
internal sealed class ThinSvd
{
    private ThinSvd(double[] values, double[] left, double[] right)
    {
        Values = values;
        Left = left;
        Right = right;
    }

    public double[] Values { get; }

    /// <summary>One row per singular value, each a left singular vector.</summary>
    public double[] Left { get; }

    /// <summary>One row per singular value, each a right singular vector.</summary>
    public double[] Right { get; }

    /// <param name="matrix">Rows × columns, row-major.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Number of columns.</param>
    public static ThinSvd Decompose(double[] matrix, int rows, int columns)
    {
        // The library makes all left vectors of a tall matrix; its QR factors first keep that square and small.
        bool wide = columns > rows;
        var a = wide
            ? DenseMatrix.OfColumnMajor(columns, rows, matrix)
            : DenseMatrix.OfColumnMajor(columns, rows, matrix).Transpose();
        var qr = a.QR(QRMethod.Thin);
        var svd = qr.R.Svd(true);
        var tall = (qr.Q * svd.U).Transpose();
        var small = svd.VT;

        int count = Math.Min(rows, columns);
        var values = svd.S.AsArray() ?? svd.S.ToArray();
        var left = ToRows(wide ? small : tall, count);
        var right = ToRows(wide ? tall : small, count);
        for (int l = 0; l < count; l++)
        {
            var vector = right.AsSpan(l * columns, columns);
            if (SymmetricEigen.FixSign(vector))
                System.Numerics.Tensors.TensorPrimitives.Negate(
                    left.AsSpan(l * rows, rows), left.AsSpan(l * rows, rows));
        }
        return new ThinSvd(values, left, right);
    }

    private static double[] ToRows(Matrix<double> matrix, int count) =>
        matrix.SubMatrix(0, count, 0, matrix.ColumnCount).ToRowMajorArray();
}
