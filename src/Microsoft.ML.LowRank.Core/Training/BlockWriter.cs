using System.Runtime.InteropServices;
using Microsoft.ML.LowRank.Features;

namespace Microsoft.ML.LowRank.Training;

/// <summary>
/// Packs the rows of a batch field by field: local rows in as few bytes as the field's table needs, numbers of ids
/// only where a row has more than one, factors only where they do not follow from that.
/// </summary>
/// <param name="offsets">First row of every field's table, and the end of the last.</param>
internal sealed class BlockWriter(int[] offsets)
{
    /// <summary>All factors of a field are 1.</summary>
    public const byte Ones = 0;

    /// <summary>The factors of n ids are 1/n.</summary>
    public const byte Means = 1;

    /// <summary>The factors are written.</summary>
    public const byte Written = 2;

    private readonly int[] _offsets = offsets;
    private byte[] _bytes = [];
    private int _length;

    /// <summary>Bytes for the local rows of a table.</summary>
    public static int IdBytes(int rows) => rows <= 1 << 8 ? 1 : rows <= 1 << 16 ? 2 : rows <= 1 << 24 ? 3 : 4;

    /// <summary>Writes a block.</summary>
    /// <returns>Its bytes, until the next call.</returns>
    public ReadOnlySpan<byte> Write(EncodedBatch batch)
    {
        _length = 0;
        Put(HasOtherThanOne(batch.Weights, batch.Rows) ? [1] : [0]);
        if (batch.Starts is not null)
            for (int field = 0; field < batch.Fields; field++)
                PutIdCounts(batch, field);
        for (int field = 0; field < batch.Fields; field++)
        {
            PutIds(batch, field);
            if (batch.Starts is not null)
                PutFactors(batch, field);
        }
        Put(MemoryMarshal.AsBytes(batch.Values.AsSpan(0, batch.Rows * batch.Numbers)));
        Put(MemoryMarshal.AsBytes(batch.Targets.AsSpan(0, batch.Rows * batch.TargetCount)));
        if (_bytes[0] != 0)
            Put(MemoryMarshal.AsBytes(batch.Weights.AsSpan(0, batch.Rows)));
        return _bytes.AsSpan(0, _length);
    }

    /// <summary>Whether not all of the first values are 1.</summary>
    public static bool HasOtherThanOne(float[]? values, int count) =>
        values.AsSpan(0, values is null ? 0 : count).ContainsAnyExcept(1f);

    private void PutIdCounts(EncodedBatch batch, int field)
    {
        int most = 1;
        for (int row = 0; row < batch.Rows; row++)
            most = Math.Max(most, Ids(batch, row, field).Length);
        int width = most == 1 ? 0 : most < 1 << 8 ? 1 : most < 1 << 16 ? 2 : 4;
        Put([(byte)width]);
        var to = Take(checked(width * batch.Rows));
        for (int row = 0; row < batch.Rows && width > 0; row++)
            Little(Ids(batch, row, field).Length, to.Slice(row * width, width));
    }

    private void PutIds(EncodedBatch batch, int field)
    {
        int width = IdBytes(_offsets[field + 1] - _offsets[field]);
        for (int row = 0; row < batch.Rows; row++)
        {
            var ids = Ids(batch, row, field);
            var to = Take(checked(width * ids.Length));
            for (int i = 0; i < ids.Length; i++)
                Little(ids[i] - _offsets[field], to.Slice(i * width, width));
        }
    }

    private void PutFactors(EncodedBatch batch, int field)
    {
        bool areOnes = true, areMeans = true;
        for (int row = 0; batch.Factors is not null && row < batch.Rows; row++)
        {
            var factors = Factors(batch, row, field);
            areOnes = areOnes && !factors.ContainsAnyExcept(1f);
            areMeans = areMeans && !factors.ContainsAnyExcept(1f / factors.Length);
        }
        byte how = areOnes ? Ones : areMeans ? Means : Written;
        Put([how]);
        for (int row = 0; how == Written && row < batch.Rows; row++)
            Put(MemoryMarshal.AsBytes(Factors(batch, row, field)));
    }

    private static ReadOnlySpan<int> Ids(EncodedBatch batch, int row, int field)
    {
        int at = (row * batch.Fields) + field;
        return batch.Starts is null
            ? batch.Ids.AsSpan(at, 1)
            : batch.Ids.AsSpan(batch.Starts[at], batch.Starts[at + 1] - batch.Starts[at]);
    }

    private static ReadOnlySpan<float> Factors(EncodedBatch batch, int row, int field)
    {
        int at = (row * batch.Fields) + field;
        return batch.Factors.AsSpan(batch.Starts![at], batch.Starts[at + 1] - batch.Starts[at]);
    }

    private void Put(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    private Span<byte> Take(int count)
    {
        int end = checked(_length + count);
        if (end > _bytes.Length)
            Array.Resize(ref _bytes, (int)Math.Max(end, Math.Min(Array.MaxLength, 2L * _bytes.Length)));
        var span = _bytes.AsSpan(_length, count);
        _length = end;
        return span;
    }

    private static void Little(int value, Span<byte> to)
    {
        for (int i = 0; i < to.Length; i++, value >>= 8)
            to[i] = (byte)value;
    }
}
