using System.Numerics.Tensors;

namespace Microsoft.ML.LowRank.Tensors;

/// <summary>Element-wise operations and reductions over rows that <see cref="TensorPrimitives"/> has no name for.</summary>
internal static class Elementwise
{
    /// <summary>
    /// Every row of X (rows×columns) becomes (row + shift) ∘ scale, in one pass. An empty shift or scale is left out.
    /// </summary>
    /// <remarks>Shift with the negated mean to center: adding first loses nothing where mean·scale would.</remarks>
    public static void ShiftAndScaleRows(
        int rows, int columns, Span<float> x, int stride, ReadOnlySpan<float> shift, ReadOnlySpan<float> scale) =>
        ShiftAndScaleRows(rows, columns, x, stride, shift, scale, x, stride);

    /// <summary>The same from one matrix to another (or to the same one).</summary>
    /// <exception cref="ArgumentException">A span is too short for its shape, or a stride too small.</exception>
    public static void ShiftAndScaleRows(
        int rows, int columns, ReadOnlySpan<float> x, int stride, ReadOnlySpan<float> shift, ReadOnlySpan<float> scale,
        Span<float> destination, int destinationStride)
    {
        Shapes.Check(nameof(x), x.Length, rows, columns, stride);
        Shapes.Check(nameof(destination), destination.Length, rows, columns, destinationStride);
        if (!shift.IsEmpty)
        {
            Shapes.Check(nameof(shift), shift.Length, 1, columns, 0);
            shift = shift[..columns];
        }

        if (!scale.IsEmpty)
        {
            Shapes.Check(nameof(scale), scale.Length, 1, columns, 0);
            scale = scale[..columns];
        }

        for (var row = 0; row < rows; row++)
        {
            var from = x.Slice(row * stride, columns);
            var to = destination.Slice(row * destinationStride, columns);
            if (scale.IsEmpty)
            {
                if (shift.IsEmpty)
                {
                    from.CopyTo(to);
                }
                else
                {
                    TensorPrimitives.Add(from, shift, to);
                }
            }
            else if (shift.IsEmpty)
            {
                TensorPrimitives.Multiply(from, scale, to);
            }
            else
            {
                TensorPrimitives.AddMultiply(from, shift, scale, to);
            }
        }
    }

    /// <summary>y += factor·x.</summary>
    public static void AddScaled(float factor, ReadOnlySpan<float> x, Span<float> y) =>
        TensorPrimitives.MultiplyAdd(x, factor, y[..x.Length], y);

    /// <summary>Index of the first NaN or infinity, or −1 when there is none.</summary>
    public static int IndexOfNonFinite(ReadOnlySpan<float> values)
    {
        // Whole pieces are tested in vectors; only the piece that fails is searched.
        const int Piece = 1024;
        for (var start = 0; start < values.Length; start += Piece)
        {
            var piece = values.Slice(start, Math.Min(Piece, values.Length - start));
            if (TensorPrimitives.IsFiniteAll(piece))
            {
                continue;
            }

            for (var index = 0; index < piece.Length; index++)
            {
                if (!float.IsFinite(piece[index]))
                {
                    return start + index;
                }
            }
        }

        return -1;
    }
}
