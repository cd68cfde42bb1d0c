using System.Buffers;
using System.Runtime.InteropServices;

namespace Microsoft.ML.LowRank.Tensors;

/// <summary>A tensor in managed, pinned memory that starts on a cache line.</summary>
internal sealed unsafe class CpuTensor : Tensor
{
    private const int Alignment = 64;

    // Kept only to keep the memory alive.
    private readonly float[] _memory;
    private readonly long _capacity;

    /// <exception cref="InsufficientMemoryException">The matrix has more values than an array can hold.</exception>
    public CpuTensor(int rows, int columns)
    {
        _capacity = (long)rows * columns;
        if (_capacity > Array.MaxLength - Alignment)
            throw new InsufficientMemoryException(
                $"A matrix of {rows} × {columns} values is larger than one array may be ({Array.MaxLength} values).");
        _memory = GC.AllocateArray<float>((int)_capacity + (Alignment / sizeof(float)), pinned: true);
        fixed (float* start = _memory)
            Pointer = (float*)(((nint)start + Alignment - 1) & ~(nint)(Alignment - 1));
        Rows = rows;
        Columns = columns;
    }

    private CpuTensor(CpuTensor memory, int columns)
    {
        _memory = memory._memory;
        _capacity = memory._capacity;
        Pointer = memory.Pointer;
        Columns = columns;
        Rows = columns == 0 ? 0 : (int)(_capacity / columns);
    }

    /// <summary>The first value.</summary>
    public float* Pointer { get; }

    /// <summary>The values in use.</summary>
    public Span<float> Span => new(Pointer, checked((int)Count));

    /// <summary>The bytes of the values in use, as they are in this process.</summary>
    /// <exception cref="OverflowException">They are more than one piece of memory may have.</exception>
    public ReadOnlyMemory<byte> Bytes => new PinnedBytes(this).Memory;

    public CpuTensor View(int columns) => new(this, columns);

    public override void Write(ReadOnlySpan<float> source) => source.CopyTo(Span);

    public override void Write(long at, ReadOnlySpan<float> source) => source.CopyTo(new Span<float>(Pointer + at, source.Length));

    public override void Read(Span<float> destination) => Span.CopyTo(destination);

    // In pieces: a span of bytes is too short for a large table.
    private const int PieceValues = 1 << 20;

    public override void WriteTo(Stream stream)
    {
        for (long at = 0; at < Count; at += PieceValues)
            stream.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<float>(Pointer + at, (int)Math.Min(PieceValues, Count - at))));
    }

    public override void ReadFrom(Stream stream)
    {
        for (long at = 0; at < Count; at += PieceValues)
            stream.ReadExactly(MemoryMarshal.AsBytes(new Span<float>(Pointer + at, (int)Math.Min(PieceValues, Count - at))));
    }

    /// <summary>Memory that does not move anyway, and lives as long as the tensor.</summary>
    private sealed class PinnedBytes(CpuTensor tensor) : MemoryManager<byte>
    {
        public override Span<byte> GetSpan() => new(tensor.Pointer, checked((int)(tensor.Count * sizeof(float))));

        public override MemoryHandle Pin(int elementIndex = 0) => new((byte*)tensor.Pointer + elementIndex);

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
