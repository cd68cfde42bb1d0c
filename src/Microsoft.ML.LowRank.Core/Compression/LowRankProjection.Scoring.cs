using System.Numerics.Tensors;

namespace Microsoft.ML.LowRank.Compression;

public sealed partial class LowRankProjection
{
    private const int ChunkColumns = 256;

    /// <summary>Encodes one dense row. Allocates nothing.</summary>
    /// <param name="row">The row, <see cref="InputDimension"/> values.</param>
    /// <param name="code">Receives <see cref="Rank"/> values; all NaN when the row holds a NaN or an infinity.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public void Encode(ReadOnlySpan<float> row, Span<float> code)
    {
        CheckLength(row.Length, InputDimension, nameof(row));
        CheckLength(code.Length, Rank, nameof(code));
        code.Clear();
        if (_centersFirst)
        {
            Span<float> chunk = stackalloc float[ChunkColumns];
            for (int start = 0; start < row.Length; start += ChunkColumns)
            {
                int count = Math.Min(ChunkColumns, row.Length - start);
                TensorPrimitives.Subtract(row.Slice(start, count), _mean.AsSpan(start, count), chunk[..count]);
                Accumulate(chunk[..count], start, code);
            }
        }
        else
        {
            Accumulate(row, 0, code);
            SubtractOffset(code);
        }
        MarkNotFinite(code);
    }

    /// <summary>Encodes one sparse row; columns that are not listed are 0. Allocates nothing.</summary>
    /// <param name="values">The listed values.</param>
    /// <param name="indices">The column of each value, each at most once.</param>
    /// <param name="code">Receives <see cref="Rank"/> values; all NaN when the row holds a NaN or an infinity.</param>
    /// <exception cref="ArgumentException">A span has another length, or a column does not exist.</exception>
    public void Encode(ReadOnlySpan<float> values, ReadOnlySpan<int> indices, Span<float> code)
    {
        CheckLength(values.Length, indices.Length, nameof(values));
        CheckLength(code.Length, Rank, nameof(code));
        code.Clear();
        for (int i = 0; i < values.Length; i++)
        {
            int column = indices[i];
            if ((uint)column >= (uint)InputDimension)
                throw new ArgumentException(
                    $"Entry {i} names column {column}; columns are 0 to {InputDimension - 1}.", nameof(indices));
            TensorPrimitives.MultiplyAdd(_encoder.AsSpan(column * Rank, Rank), values[i], code, code);
        }
        SubtractOffset(code);
        MarkNotFinite(code);
    }

    /// <summary>Encodes many dense rows.</summary>
    /// <param name="rows"><paramref name="count"/> × <see cref="InputDimension"/> values, row-major.</param>
    /// <param name="count">Number of rows.</param>
    /// <param name="codes">Receives <paramref name="count"/> × <see cref="Rank"/> values, row-major.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public void EncodeBatch(ReadOnlySpan<float> rows, int count, Span<float> codes)
    {
        CheckLength(rows.Length, (long)count * InputDimension, nameof(rows));
        CheckLength(codes.Length, (long)count * Rank, nameof(codes));
        for (int i = 0; i < count; i++)
            Encode(rows.Slice(i * InputDimension, InputDimension), codes.Slice(i * Rank, Rank));
    }

    /// <summary>Maps one code back to the space of the rows. Allocates nothing.</summary>
    /// <param name="code">The code, <see cref="Rank"/> values.</param>
    /// <param name="row">Receives <see cref="InputDimension"/> values.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public void Reconstruct(ReadOnlySpan<float> code, Span<float> row)
    {
        CheckLength(code.Length, Rank, nameof(code));
        CheckLength(row.Length, InputDimension, nameof(row));
        if (IsCentered)
            _mean.CopyTo(row);
        else
            row.Clear();
        for (int l = 0; l < Rank; l++)
            TensorPrimitives.MultiplyAdd(_decoder.AsSpan(l * InputDimension, InputDimension), code[l], row, row);
    }

    private void Accumulate(ReadOnlySpan<float> row, int firstColumn, Span<float> code)
    {
        for (int j = 0; j < row.Length; j++)
            TensorPrimitives.MultiplyAdd(_encoder.AsSpan((firstColumn + j) * Rank, Rank), row[j], code, code);
    }

    private void SubtractOffset(Span<float> code)
    {
        if (!IsCentered)
            return;
        for (int l = 0; l < code.Length; l++)
            code[l] = (float)(code[l] - _offset[l]);
    }

    /// <summary>
    /// A NaN or an infinity in the row leaves no value of the code finite (∞ · 0 is NaN), but some may be infinite.
    /// </summary>
    private static void MarkNotFinite(Span<float> codes)
    {
        for (int l = 0; l < codes.Length; l++)
            if (!float.IsFinite(codes[l]))
                codes[l] = float.NaN;
    }

    private static void CheckLength(long found, long expected, string name)
    {
        if (found != expected)
            throw new ArgumentException($"{found} values were given where {expected} are needed.", name);
    }
}
