using System.Runtime.CompilerServices;

namespace Microsoft.ML.LowRank.Tensors;

/// <summary>
/// A table whose values are signed bytes times a scale of their row, in managed, pinned memory that starts on a cache
/// line. It takes a quarter of the memory of float32 and can be looked up; nothing else is done with it.
/// </summary>
/// <remarks>
/// A row is its scale (a half) and then its bytes, so that a look-up touches one place in memory. The scale is the
/// largest magnitude of the row over 127, rounded up, so that no value is cut off; a value is restored with an error of
/// half of the scale at most. What was restored becomes the same bytes again, but for rows whose scale is no normal half
/// (magnitudes below 0.0078), where it may move by a scale.
/// </remarks>
internal sealed unsafe class ByteTensor : Tensor
{
    /// <summary>The largest magnitude that a row can have: 127 times the largest half.</summary>
    public const float Largest = Levels * 65504f;

    /// <summary>Bytes of a row besides its values.</summary>
    public const int ScaleBytes = sizeof(ushort);

    private const int Levels = sbyte.MaxValue;
    private const int Alignment = 64;

    // Kept only to keep the memory alive. The bytes behind the end let a kernel read whole vectors.
    private readonly byte[] _memory;

    /// <summary>A table of zeros.</summary>
    /// <exception cref="InsufficientMemoryException">The table has more bytes than an array can hold.</exception>
    public ByteTensor(int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        long bytes = rows * ((long)columns + ScaleBytes);
        if (bytes > Array.MaxLength - (2 * Alignment))
            throw new InsufficientMemoryException(
                $"A table of {rows} × {columns} bytes is larger than one array may be ({Array.MaxLength} bytes).");
        _memory = GC.AllocateArray<byte>((int)bytes + (2 * Alignment), pinned: true);
        fixed (byte* start = _memory)
            Pointer = (byte*)(((nint)start + Alignment - 1) & ~(nint)(Alignment - 1));
        Rows = rows;
        Columns = columns;
    }

    /// <summary>The first row.</summary>
    public byte* Pointer { get; }

    /// <summary>Bytes from row to row.</summary>
    public int RowBytes => Columns + ScaleBytes;

    /// <summary>Bytes of memory of the rows in use.</summary>
    public long Bytes => (long)Rows * RowBytes;

    /// <summary>The values of a row in units of its scale, from −127 to 127.</summary>
    public Span<sbyte> Codes(int row) => new(At(row) + ScaleBytes, Columns);

    /// <summary>The scale of a row: finite, 0 or more.</summary>
    public ref Half Scale(int row) => ref Unsafe.AsRef<Half>(At(row));

    /// <exception cref="ArgumentException">A value is not finite, or beyond <see cref="Largest"/>.</exception>
    public override void Write(ReadOnlySpan<float> source) => Write(0, source);

    /// <summary>Quantises whole rows.</summary>
    /// <exception cref="ArgumentException">
    /// These are parts of rows, or a value is not finite, or beyond <see cref="Largest"/>: such a table stays float32.
    /// </exception>
    public override void Write(long at, ReadOnlySpan<float> source)
    {
        if (at % Columns != 0 || source.Length % Columns != 0 || at < 0 || at + source.Length > Count)
            throw new ArgumentException(
                $"{source.Length} values from value {at} on are not whole rows of a table of {Rows} × {Columns}; " +
                "rows of bytes are written as a whole.", nameof(source));
        int row = (int)(at / Columns);
        for (int from = 0; from < source.Length; from += Columns, row++)
            Quantize(row, source.Slice(from, Columns));
    }

    public override void Read(Span<float> destination)
    {
        for (int row = 0; row < Rows; row++)
        {
            float scale = (float)Scale(row);
            var codes = Codes(row);
            var values = destination.Slice(row * Columns, Columns);
            for (int column = 0; column < codes.Length; column++)
                values[column] = scale * codes[column];
        }
    }

    // In pieces, like those of float32: a stream may copy what it is given.
    private const int PieceBytes = 1 << 22;

    public override void WriteTo(Stream stream)
    {
        for (long at = 0; at < Bytes; at += PieceBytes)
            stream.Write(new ReadOnlySpan<byte>(Pointer + at, (int)Math.Min(PieceBytes, Bytes - at)));
    }

    public override void ReadFrom(Stream stream)
    {
        for (long at = 0; at < Bytes; at += PieceBytes)
            stream.ReadExactly(new Span<byte>(Pointer + at, (int)Math.Min(PieceBytes, Bytes - at)));
    }

    private byte* At(int row)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Rows);
        return Pointer + ((nint)row * RowBytes);
    }

    private void Quantize(int row, ReadOnlySpan<float> values)
    {
        float largest = 0;
        foreach (float value in values)
            largest = MathF.Max(largest, MathF.Abs(value));
        // The negated form also refuses NaN.
        if (!(largest <= Largest))
            throw new ArgumentException(
                $"Row {row} of the table holds the magnitude {largest}; rows of bytes hold up to {Largest}. Leave the table in float32.",
                nameof(values));
        var half = ScaleFor(largest);
        float scale = (float)half;
        Scale(row) = half;
        var codes = Codes(row);
        for (int column = 0; column < codes.Length; column++)
            codes[column] = scale == 0 ? (sbyte)0 : (sbyte)MathF.Round(values[column] / scale);
    }

    /// <summary>The smallest half of which 127 reach a magnitude. That product is exact.</summary>
    private static Half ScaleFor(float largest)
    {
        var nearest = (Half)(largest / Levels);
        return (float)nearest * Levels < largest ? Half.BitIncrement(nearest) : nearest;
    }
}
