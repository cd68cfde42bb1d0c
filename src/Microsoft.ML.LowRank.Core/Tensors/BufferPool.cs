using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Microsoft.ML.LowRank.Tensors;

/// <summary>Pooled scratch memory for kernels: pinned, and aligned to a cache line.</summary>
/// <remarks>
/// A bounded number of buffers of each size is kept; what does not fit is left to the garbage collector, so a
/// forgotten buffer costs an allocation and nothing else. Contents are not cleared.
/// </remarks>
internal static class BufferPool
{
    /// <summary>Alignment of every buffer in bytes.</summary>
    public const int Alignment = 64;

    private const int SmallestPower = 10;
    private const int LargestPower = 24;
    private const int KeptPerSize = 8;
    private static readonly PinnedMemory?[] Kept = new PinnedMemory?[(LargestPower - SmallestPower + 1) * KeptPerSize];

    /// <summary>A buffer of at least <paramref name="count"/> elements, to be disposed once.</summary>
    public static PooledBuffer<T> Rent<T>(int count)
        where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count == 0)
        {
            return default;
        }

        var bytes = (long)count * Unsafe.SizeOf<T>();
        var power = Math.Max(SmallestPower, BitOperations.Log2((ulong)Math.Max(1, bytes - 1)) + 1);
        return new PooledBuffer<T>(RentBytes(power, bytes), count);
    }

    /// <summary>Takes a buffer back.</summary>
    internal static void Return(PinnedMemory memory)
    {
        if (memory.Power > LargestPower)
        {
            return;
        }

        var slots = Slots(memory.Power);
        foreach (ref var slot in slots)
        {
            if (slot is null && Interlocked.CompareExchange(ref slot, memory, null) is null)
            {
                return;
            }
        }
    }

    private static PinnedMemory RentBytes(int power, long bytes)
    {
        if (power > LargestPower)
        {
            return new PinnedMemory(power, bytes);
        }

        foreach (ref var slot in Slots(power))
        {
            if (slot is not null && Interlocked.Exchange(ref slot, null) is { } memory)
            {
                return memory;
            }
        }

        return new PinnedMemory(power, 1L << power);
    }

    private static Span<PinnedMemory?> Slots(int power) =>
        Kept.AsSpan((power - SmallestPower) * KeptPerSize, KeptPerSize);
}

/// <summary>An array that never moves, and the first aligned address in it.</summary>
internal sealed unsafe class PinnedMemory
{
    // Kept only to keep the memory alive.
    private readonly long[] _array;

    /// <summary>Allocates, without clearing.</summary>
    public PinnedMemory(int power, long bytes)
    {
        Power = power;
        _array = GC.AllocateUninitializedArray<long>(
            checked((int)((bytes + BufferPool.Alignment + sizeof(long) - 1) / sizeof(long))), pinned: true);
        var address = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_array));
        Pointer = (void*)((address + BufferPool.Alignment - 1) & ~(nint)(BufferPool.Alignment - 1));
    }

    /// <summary>Binary logarithm of the size in bytes.</summary>
    public int Power { get; }

    /// <summary>The first aligned address.</summary>
    public void* Pointer { get; }
}

/// <summary>A rented buffer; <see cref="Dispose"/> gives it back.</summary>
internal readonly unsafe struct PooledBuffer<T> : IDisposable
    where T : unmanaged
{
    private readonly PinnedMemory? _memory;
    private readonly int _count;

    /// <summary>Wraps memory of at least <paramref name="count"/> elements.</summary>
    public PooledBuffer(PinnedMemory memory, int count)
    {
        _memory = memory;
        _count = count;
    }

    /// <summary>Address of the first element, a multiple of <see cref="BufferPool.Alignment"/>; null when empty.</summary>
    public T* Pointer => _memory is null ? null : (T*)_memory.Pointer;

    /// <summary>The elements asked for, not cleared.</summary>
    public Span<T> Span => new(Pointer, _count);

    /// <inheritdoc />
    public void Dispose()
    {
        if (_memory is not null)
        {
            BufferPool.Return(_memory);
        }
    }
}
