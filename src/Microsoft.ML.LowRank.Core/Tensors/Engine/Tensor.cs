using System.Runtime.InteropServices;

namespace Microsoft.ML.LowRank.Tensors;

/// <summary>
/// A matrix of float32 in the memory of a backend: rows of equal width, one after the other. The number of rows in use
/// may change between steps; the memory does not.
/// </summary>
internal abstract class Tensor
{
    /// <summary>Rows in use.</summary>
    public int Rows { get; set; }

    /// <summary>Values per row.</summary>
    public int Columns { get; protected init; }

    /// <summary>Values in use.</summary>
    public long Count => (long)Rows * Columns;

    /// <summary>Copies values from the host, row after row.</summary>
    public abstract void Write(ReadOnlySpan<float> source);

    /// <summary>Copies some values from the host, beginning at the given one.</summary>
    public abstract void Write(long at, ReadOnlySpan<float> source);

    /// <summary>Copies values to the host, row after row.</summary>
    public abstract void Read(Span<float> destination);

    /// <summary>Writes the bytes of the values in use, as they are in this process.</summary>
    public virtual void WriteTo(Stream stream)
    {
        var values = new float[Count];
        Read(values);
        stream.Write(MemoryMarshal.AsBytes<float>(values));
    }

    /// <summary>Reads what <see cref="WriteTo"/> wrote.</summary>
    public virtual void ReadFrom(Stream stream)
    {
        var values = new float[Count];
        stream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        Write(values);
    }
}
