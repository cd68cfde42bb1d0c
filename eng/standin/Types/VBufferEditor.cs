using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Ways to write into the arrays of a vector.</summary>
public static class VBufferEditor
{
    /// <summary>Edits a vector in its present form.</summary>
    public static VBufferEditor<T> CreateFromBuffer<T>(scoped ref VBuffer<T> destination) => destination.Edit();

    /// <summary>Edits a vector in a new form, reusing its arrays where they are long enough.</summary>
    public static VBufferEditor<T> Create<T>(
        scoped ref VBuffer<T> destination,
        int newLogicalLength,
        int? valuesCount = null,
        int? maxValuesCapacity = null,
        bool keepOldOnResize = false,
        bool requireIndicesOnDense = false) =>
        destination.Edit(newLogicalLength, valuesCount, maxValuesCapacity, keepOldOnResize, requireIndicesOnDense);
}

/// <summary>The arrays of a vector, writable until the vector is committed.</summary>
public readonly ref struct VBufferEditor<T>
{
    /// <summary>The values to write.</summary>
    public readonly Span<T> Values;

    /// <summary>The slots to write; empty for a dense vector.</summary>
    public readonly Span<int> Indices;

    private readonly int _length;
    private readonly T[] _values;
    private readonly int[] _indices;

    internal VBufferEditor(int length, int count, T[] values, int[] indices, bool hasIndices, bool createdValues, bool createdIndices)
    {
        _length = length;
        _values = values;
        _indices = indices;
        Values = values.AsSpan(0, count);
        Indices = hasIndices ? indices.AsSpan(0, count) : default;
        CreatedNewValues = createdValues;
        CreatedNewIndices = createdIndices;
    }

    /// <summary>Whether the old array of values was too short.</summary>
    public bool CreatedNewValues { get; }

    /// <summary>Whether the old array of slots was too short.</summary>
    public bool CreatedNewIndices { get; }

    /// <summary>The vector as written.</summary>
    public VBuffer<T> Commit() => new(_length, Values.Length, _values, _indices);

    /// <summary>The vector as written, with only the first <paramref name="physicalValuesCount"/> values.</summary>
    public VBuffer<T> CommitTruncated(int physicalValuesCount)
    {
        Contracts.CheckParam(
            physicalValuesCount <= Values.Length,
            nameof(physicalValuesCount),
            $"{physicalValuesCount} values cannot be kept of {Values.Length}.");
        return new(_length, physicalValuesCount, _values, _indices);
    }
}
