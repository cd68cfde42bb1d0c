using System.Runtime.InteropServices;
using Microsoft.ML.LowRank.Features;

namespace Microsoft.ML.LowRank.Training;

/// <summary>Unpacks what <see cref="BlockWriter"/> packed.</summary>
internal ref struct BlockReader(int[] offsets, ReadOnlySpan<byte> block)
{
    private readonly int[] _offsets = offsets;
    private ReadOnlySpan<byte> _rest = block;

    /// <summary>Appends the rows of the block to a batch.</summary>
    public void AppendTo(EncodedBatch batch, int rows)
    {
        int first = batch.Rows;
        bool isWeighted = Take(1)[0] != 0;
        EncodedRows.Reserve(batch, checked(first + rows), batch.IdCount);
        if (batch.Starts is not null)
            ReadStarts(batch, first, rows);
        batch.Rows += rows;
        for (int field = 0; field < batch.Fields; field++)
        {
            ReadIds(batch, first, field);
            if (batch.Starts is not null)
                ReadFactors(batch, first, field);
        }
        ReadFloats(batch.Values.AsSpan(first * batch.Numbers, rows * batch.Numbers));
        ReadFloats(batch.Targets.AsSpan(first * batch.TargetCount, rows * batch.TargetCount));
        if (isWeighted)
            ReadFloats(batch.Weights.AsSpan(first, rows));
        else if (batch.Weights is not null)
            batch.Weights.AsSpan(first, rows).Fill(1);
    }

    private void ReadStarts(EncodedBatch batch, int first, int rows)
    {
        int fields = batch.Fields;
        var starts = batch.Starts.AsSpan(first * fields, (rows * fields) + 1);
        for (int field = 0; field < fields; field++)
        {
            int width = Take(1)[0];
            var counts = Take(width * rows);
            for (int row = 0; row < rows; row++)
                starts[(row * fields) + field + 1] = width == 0 ? 1 : Little(counts.Slice(row * width, width));
        }
        for (int at = 1; at < starts.Length; at++)
            starts[at] = checked(starts[at] + starts[at - 1]);
        EncodedRows.Reserve(batch, first + rows, starts[^1]);
    }

    private void ReadIds(EncodedBatch batch, int first, int field)
    {
        int offset = _offsets[field];
        int width = BlockWriter.IdBytes(_offsets[field + 1] - offset);
        for (int at = (first * batch.Fields) + field; at < batch.Rows * batch.Fields; at += batch.Fields)
        {
            int from = batch.Starts is null ? at : batch.Starts[at];
            int to = batch.Starts is null ? at + 1 : batch.Starts[at + 1];
            for (int i = from; i < to; i++)
                batch.Ids[i] = offset + Little(Take(width));
        }
    }

    private void ReadFactors(EncodedBatch batch, int first, int field)
    {
        byte how = Take(1)[0];
        for (int at = (first * batch.Fields) + field; at < batch.Rows * batch.Fields; at += batch.Fields)
        {
            int from = batch.Starts![at], count = batch.Starts[at + 1] - from;
            if (batch.Factors is null)
                continue;
            var factors = batch.Factors.AsSpan(from, count);
            if (how == BlockWriter.Written)
                ReadFloats(factors);
            else
                factors.Fill(how == BlockWriter.Ones ? 1 : 1f / count);
        }
    }

    private void ReadFloats(Span<float> to) => Take(to.Length * sizeof(float)).CopyTo(MemoryMarshal.AsBytes(to));

    private ReadOnlySpan<byte> Take(int count)
    {
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    private static int Little(ReadOnlySpan<byte> bytes)
    {
        int value = 0;
        for (int i = 0; i < bytes.Length; i++)
            value |= bytes[i] << (8 * i);
        return value;
    }
}
