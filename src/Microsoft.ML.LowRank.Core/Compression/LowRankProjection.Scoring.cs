using System.Numerics.Tensors;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Compression;

public sealed partial class LowRankProjection
{
    /// <summary>Values of a group of rows that are centred together before they are multiplied; stays in the cache.</summary>
    private const int GroupValues = 1 << 16;

    /// <summary>Encodes one dense row. Allocates nothing once it is warm.</summary>
    /// <param name="row">The row, <see cref="InputDimension"/> values.</param>
    /// <param name="code">Receives <see cref="Rank"/> values; all NaN when the row holds a NaN or an infinity.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public void Encode(ReadOnlySpan<float> row, Span<float> code)
    {
        CheckLength(row.Length, InputDimension, nameof(row));
        CheckLength(code.Length, Rank, nameof(code));
        if (_centersFirst)
        {
            using var centered = BufferPool.Rent<float>(InputDimension);
            TensorPrimitives.Subtract(row, _mean, centered.Span);
            Project(centered.Span, code);
        }
        else
        {
            Project(row, code);
        }
        Finish(code);
    }

    /// <summary>Encodes one sparse row; columns that are not listed are 0. Allocates nothing once it is warm.</summary>
    /// <param name="values">The listed values.</param>
    /// <param name="indices">The column of each value, each at most once.</param>
    /// <param name="code">Receives <see cref="Rank"/> values; all NaN when the row holds a NaN or an infinity.</param>
    /// <exception cref="ArgumentException">A span has another length, or a column does not exist.</exception>
    public void Encode(ReadOnlySpan<float> values, ReadOnlySpan<int> indices, Span<float> code)
    {
        CheckLength(values.Length, indices.Length, nameof(values));
        CheckLength(code.Length, Rank, nameof(code));
        foreach (int column in indices)
            if ((uint)column >= (uint)InputDimension)
                throw new ArgumentException(
                    $"Column {column} was given; columns are 0 to {InputDimension - 1}.", nameof(indices));
        if (_centersFirst)
        {
            EncodePrecisely(values, indices, code);
            return;
        }
        SparseRow.Multiply(values, indices, _encoder, Rank, code);
        Finish(code);
    }

    /// <summary>Encodes many dense rows; gives for each what <see cref="Encode(ReadOnlySpan{float}, Span{float})"/> gives.</summary>
    /// <param name="rows"><paramref name="count"/> × <see cref="InputDimension"/> values, row-major.</param>
    /// <param name="count">Number of rows.</param>
    /// <param name="codes">Receives <paramref name="count"/> × <see cref="Rank"/> values, row-major.</param>
    /// <param name="numberOfThreads">Most threads to use; 0 means one per processor. The result does not depend on it.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public void EncodeBatch(ReadOnlySpan<float> rows, int count, Span<float> codes, int numberOfThreads = 1)
    {
        CheckLength(rows.Length, (long)count * InputDimension, nameof(rows));
        CheckLength(codes.Length, (long)count * Rank, nameof(codes));
        if (_centersFirst)
            EncodeCentered(rows, count, codes, numberOfThreads);
        else
            Gemm.Multiply(
                false, false, count, Rank, InputDimension, rows, InputDimension, _encoder, Rank, codes, Rank,
                threads: numberOfThreads);
        for (int i = 0; i < count; i++)
            Finish(codes.Slice(i * Rank, Rank));
    }

    /// <summary>Maps one code back to the space of the rows. Allocates nothing once it is warm.</summary>
    /// <param name="code">The code, <see cref="Rank"/> values.</param>
    /// <param name="row">Receives <see cref="InputDimension"/> values.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public void Reconstruct(ReadOnlySpan<float> code, Span<float> row)
    {
        CheckLength(code.Length, Rank, nameof(code));
        CheckLength(row.Length, InputDimension, nameof(row));
        Gemv.Multiply(true, Rank, InputDimension, _decoder, InputDimension, code, row);
        if (IsCentered)
            TensorPrimitives.Add(row, _mean, row);
    }

    /// <summary>Maps many codes back; gives for each what <see cref="Reconstruct"/> gives.</summary>
    /// <param name="codes"><paramref name="count"/> × <see cref="Rank"/> values, row-major.</param>
    /// <param name="count">Number of codes.</param>
    /// <param name="rows">Receives <paramref name="count"/> × <see cref="InputDimension"/> values, row-major.</param>
    /// <param name="numberOfThreads">Most threads to use; 0 means one per processor. The result does not depend on it.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public void ReconstructBatch(ReadOnlySpan<float> codes, int count, Span<float> rows, int numberOfThreads = 1)
    {
        CheckLength(codes.Length, (long)count * Rank, nameof(codes));
        CheckLength(rows.Length, (long)count * InputDimension, nameof(rows));
        Gemm.Multiply(
            false, false, count, InputDimension, Rank, codes, Rank, _decoder, InputDimension, rows, InputDimension,
            threads: numberOfThreads);
        if (!IsCentered)
            return;
        for (int i = 0; i < count; i++)
        {
            var row = rows.Slice(i * InputDimension, InputDimension);
            TensorPrimitives.Add(row, _mean, row);
        }
    }

    /// <summary>In the form in which a batch is multiplied, so that both give the same bits.</summary>
    private void Project(ReadOnlySpan<float> row, Span<float> code)
    {
        if (Rank == 1)
            Gemv.Multiply(false, 1, InputDimension, row, InputDimension, _encoder, code);
        else
            Gemv.Multiply(true, InputDimension, Rank, _encoder, Rank, row, code);
    }

    private void EncodeCentered(ReadOnlySpan<float> rows, int count, Span<float> codes, int threads)
    {
        int group = Math.Clamp(GroupValues / InputDimension, 1, count == 0 ? 1 : count);
        using var centered = BufferPool.Rent<float>(group * InputDimension);
        for (int start = 0; start < count; start += group)
        {
            int part = Math.Min(group, count - start);
            for (int i = 0; i < part; i++)
                TensorPrimitives.Subtract(
                    rows.Slice((start + i) * InputDimension, InputDimension), _mean,
                    centered.Span.Slice(i * InputDimension, InputDimension));
            Gemm.Multiply(
                false, false, part, Rank, InputDimension, centered.Span, InputDimension, _encoder, Rank,
                codes.Slice(start * Rank, part * Rank), Rank, threads: threads);
        }
    }

    /// <summary>In float64, because the product and the offset cancel most of their digits.</summary>
    private void EncodePrecisely(ReadOnlySpan<float> values, ReadOnlySpan<int> indices, Span<float> code)
    {
        for (int l = 0; l < Rank; l++)
        {
            double sum = -_offset[l];
            for (int i = 0; i < values.Length; i++)
                sum += (double)values[i] * _encoder[(indices[i] * Rank) + l];
            code[l] = (float)sum;
        }
        SpreadNaN(code);
    }

    private void Finish(Span<float> code)
    {
        if (IsCentered && !_centersFirst)
            for (int l = 0; l < code.Length; l++)
                code[l] = (float)(code[l] - _offset[l]);
        SpreadNaN(code);
    }

    /// <summary>A NaN or an infinity in the row leaves no value of the code finite (∞ · 0 is NaN).</summary>
    private static void SpreadNaN(Span<float> code)
    {
        if (!TensorPrimitives.IsFiniteAll<float>(code))
            code.Fill(float.NaN);
    }

    private static void CheckLength(long found, long expected, string name)
    {
        if (found != expected)
            throw new ArgumentException($"{found} values were given where {expected} are needed.", name);
    }
}
