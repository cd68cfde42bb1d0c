using Microsoft.ML.LowRank.Features;

namespace Microsoft.ML.LowRank.Training;

/// <summary>Rows moved from batch to batch.</summary>
internal static class EncodedRows
{
    /// <summary>Makes room for rows and ids altogether; keeps what is there.</summary>
    public static void Reserve(EncodedBatch batch, int rows, int ids)
    {
        if (batch.Starts is not null)
            Grow(ref batch.Starts, checked(((long)rows * batch.Fields) + 1));
        else
            ids = checked(rows * batch.Fields);
        Grow(ref batch.Ids, ids);
        if (batch.Factors is not null)
            Grow(ref batch.Factors, ids);
        Grow(ref batch.Values, (long)rows * batch.Numbers);
        Grow(ref batch.Targets, (long)rows * batch.TargetCount);
        if (batch.Weights is not null)
            Grow(ref batch.Weights, rows);
    }

    /// <summary>
    /// Appends one row. Where the target has factors or weights and the source has none they are 1; a source's are lost
    /// where the target has none.
    /// </summary>
    public static void Append(EncodedBatch to, EncodedBatch from, int row)
    {
        int fields = to.Fields, at = to.Rows;
        int first = from.Starts is null ? row * fields : from.Starts[row * fields];
        int count = from.Starts is null ? fields : from.Starts[(row + 1) * fields] - first;
        int end = to.IdCount;
        Reserve(to, at + 1, checked(end + count));
        from.Ids.AsSpan(first, count).CopyTo(to.Ids.AsSpan(end));
        if (to.Starts is not null)
        {
            var starts = to.Starts.AsSpan((at * fields) + 1, fields);
            for (int field = 0; field < fields; field++)
                starts[field] = from.Starts![(row * fields) + field + 1] - first + end;
        }
        if (to.Factors is not null)
            CopyOrFill(from.Factors, first, to.Factors.AsSpan(end, count));
        from.Values.AsSpan(row * to.Numbers, to.Numbers).CopyTo(to.Values.AsSpan(at * to.Numbers));
        from.Targets.AsSpan(row * to.TargetCount, to.TargetCount).CopyTo(to.Targets.AsSpan(at * to.TargetCount));
        if (to.Weights is not null)
            CopyOrFill(from.Weights, row, to.Weights.AsSpan(at, 1));
        to.Rows++;
    }

    private static void CopyOrFill(float[]? from, int first, Span<float> to)
    {
        if (from is null)
            to.Fill(1);
        else
            from.AsSpan(first, to.Length).CopyTo(to);
    }

    private static void Grow<T>(ref T[] array, long length)
    {
        if (length > array.Length)
            Array.Resize(ref array, (int)Math.Max(length, Math.Min(Array.MaxLength, 2L * array.Length)));
    }
}
