using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.ML.LowRank.Tensors;

namespace Microsoft.ML.LowRank.Serialization;

/// <summary>A tensor of a model file: element type, shape, and its values as little-endian bytes, row-major.</summary>
internal sealed class ModelTensor
{
    private ModelTensor(TensorType type, long[] shape, ReadOnlyMemory<byte> bytes, long byteCount)
    {
        Type = type;
        Shape = shape;
        Bytes = bytes;
        ByteCount = byteCount;
    }

    public TensorType Type { get; }

    public IReadOnlyList<long> Shape { get; }

    /// <summary>The values; empty where only their number is asked for.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Bytes that the values take.</summary>
    public long ByteCount { get; }

    /// <summary>A matrix in its own memory, which is not to change while this is used: a large table need not be there twice.</summary>
    public static ModelTensor Of(CpuTensor tensor) => BitConverter.IsLittleEndian
        ? new ModelTensor(TensorType.F32, [tensor.Rows, tensor.Columns], tensor.Bytes, tensor.Bytes.Length)
        : Of(tensor.Span, tensor.Rows, tensor.Columns);

    public static ModelTensor Of(ReadOnlySpan<float> values, params long[] shape) => Create(TensorType.F32, values, shape);

    public static ModelTensor Of(ReadOnlySpan<double> values, params long[] shape) =>
        Create(TensorType.F64, values, shape);

    public static ModelTensor Of(ReadOnlySpan<int> values, params long[] shape) => Create(TensorType.I32, values, shape);

    public static ModelTensor Of(ReadOnlySpan<long> values, params long[] shape) => Create(TensorType.I64, values, shape);

    public static ModelTensor Of(ReadOnlySpan<Half> values, params long[] shape) => Create(TensorType.F16, values, shape);

    public static ModelTensor Of(ReadOnlySpan<sbyte> values, params long[] shape) => Create(TensorType.I8, values, shape);

    public static ModelTensor Of(ReadOnlySpan<byte> values, params long[] shape) => Create(TensorType.U8, values, shape);

    /// <summary>Takes bytes as read from a file; their number has been checked against the shape.</summary>
    public static ModelTensor FromBytes(TensorType type, long[] shape, byte[] bytes) => new(type, shape, bytes, bytes.Length);

    /// <summary>A list of bytes, which are not copied.</summary>
    public static ModelTensor FromBytes(byte[] bytes) => new(TensorType.U8, [bytes.Length], bytes, bytes.Length);

    /// <summary>What stands for a list of bytes where nothing but the length of a file is asked for.</summary>
    public static ModelTensor OfLength(long length) => new(TensorType.U8, [length], default, length);

    /// <summary>The values as <typeparamref name="T"/>, which the caller has checked to be the element type.</summary>
    public T[] ToArray<T>()
        where T : unmanaged
    {
        var values = new T[Bytes.Length / Marshal.SizeOf<T>()];
        var target = MemoryMarshal.AsBytes(values.AsSpan());
        Bytes.Span.CopyTo(target);
        ReverseUnlessLittleEndian(target, Marshal.SizeOf<T>());
        return values;
    }

    private static ModelTensor Create<T>(TensorType type, ReadOnlySpan<T> values, long[] shape)
        where T : unmanaged
    {
        long count = 1;
        foreach (long extent in shape)
            count *= extent;
        if (count != values.Length)
            throw new ArgumentException(
                $"The shape [{string.Join(", ", shape)}] holds {count} values but {values.Length} were given.",
                nameof(shape));
        var bytes = MemoryMarshal.AsBytes(values).ToArray();
        ReverseUnlessLittleEndian(bytes, TensorTypes.SizeOf(type));
        return new ModelTensor(type, shape, bytes, bytes.Length);
    }

    private static void ReverseUnlessLittleEndian(Span<byte> bytes, int size)
    {
        if (BitConverter.IsLittleEndian || size == 1)
            return;
        if (size == 2)
        {
            var words = MemoryMarshal.Cast<byte, short>(bytes);
            BinaryPrimitives.ReverseEndianness(words, words);
        }
        else if (size == 4)
        {
            var words = MemoryMarshal.Cast<byte, int>(bytes);
            BinaryPrimitives.ReverseEndianness(words, words);
        }
        else
        {
            var words = MemoryMarshal.Cast<byte, long>(bytes);
            BinaryPrimitives.ReverseEndianness(words, words);
        }
    }
}
