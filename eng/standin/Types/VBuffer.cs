using System.Collections;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A vector, dense or sparse: values, and for a sparse one their increasing slots; other slots hold the default.</summary>
public readonly struct VBuffer<T> : IEnumerable
{
    public readonly int Length;
    private readonly T[] _values;
    private readonly int[] _indices;
    private readonly int _count;

    public VBuffer(int length, T[] values, int[] indices = null)
        : this(length, length, values, indices)
    {
    }

    public VBuffer(int length, int count, T[] values, int[] indices)
    {
        Contracts.CheckParam(length >= 0, nameof(length), $"A vector's length is not negative, but {length} is.");
        Contracts.CheckParam(count >= 0 && count <= length, nameof(count), $"A vector of {length} slots cannot hold {count} values.");
        Contracts.CheckParam(SizeOf(values) >= count, nameof(values), $"{count} values are needed, but the array has {SizeOf(values)}.");
        Contracts.CheckParam(count == length || SizeOf(indices) >= count, nameof(indices), $"{count} slots are needed, but the array has {SizeOf(indices)}.");
        Length = length;
        _count = count;
        _values = values;
        _indices = indices;
    }

    public bool IsDense => _count == Length;

    public static void Copy(T[] source, int sourceIndex, ref VBuffer<T> destination, int length)
    {
        int size = SizeOf(source);
        Contracts.CheckParam(length >= 0 && length <= size, nameof(length), $"{length} items cannot be taken from {size}.");
        Contracts.CheckParam(sourceIndex >= 0 && sourceIndex <= size - length, nameof(sourceIndex), $"{length} items from {sourceIndex} on exceed {size}.");
        var editor = VBufferEditor.Create(ref destination, length);
        source.AsSpan(sourceIndex, length).CopyTo(editor.Values);
        destination = editor.Commit();
    }

    public ReadOnlySpan<T> GetValues() => _values.AsSpan(0, _count);
    public ReadOnlySpan<int> GetIndices() => IsDense ? default : _indices.AsSpan(0, _count);

    public void CopyToDense(ref VBuffer<T> destination)
    {
        var editor = VBufferEditor.Create(ref destination, Length);
        CopyTo(editor.Values);
        destination = editor.Commit();
    }

    public void CopyTo(ref VBuffer<T> destination)
    {
        var editor = VBufferEditor.Create(ref destination, Length, _count);
        GetValues().CopyTo(editor.Values);
        GetIndices().CopyTo(editor.Indices);
        destination = editor.Commit();
    }

    public void CopyTo(ref VBuffer<T> destination, int sourceIndex, int length)
    {
        Contracts.CheckParam(sourceIndex >= 0 && sourceIndex <= Length, nameof(sourceIndex), $"{sourceIndex} is no slot of a vector of {Length}.");
        Contracts.CheckParam(length >= 0 && sourceIndex <= Length - length, nameof(length), $"{length} slots from {sourceIndex} on exceed {Length}.");
        int first = IsDense ? sourceIndex : LowerBound(sourceIndex);
        int count = IsDense ? length : LowerBound(sourceIndex + length) - first;
        var editor = VBufferEditor.Create(ref destination, length, count);
        _values.AsSpan(first, count).CopyTo(editor.Values);
        for (int i = 0; i < editor.Indices.Length; i++)
            editor.Indices[i] = _indices[first + i] - sourceIndex;
        destination = editor.Commit();
    }

    public void CopyTo(Span<T> destination) => CopyTo(destination, 0);

    public void CopyTo(Span<T> destination, int destinationIndex, T defaultValue = default)
    {
        Contracts.CheckParam(
            destinationIndex >= 0 && destinationIndex <= destination.Length - Length,
            nameof(destination),
            $"{Length} slots do not fit from {destinationIndex} on into {destination.Length}.");
        var target = destination.Slice(destinationIndex, Length);
        if (IsDense)
        {
            GetValues().CopyTo(target);
            return;
        }

        target.Fill(defaultValue);
        for (int i = 0; i < _count; i++)
            target[_indices[i]] = _values[i];
    }

    public IEnumerable<KeyValuePair<int, T>> Items(bool all = false) =>
        all && !IsDense ? AllItems() : ExplicitItems();

    public IEnumerable<T> DenseValues() => Items(all: true).Select(item => item.Value);
    public T GetItemOrDefault(int index)
    {
        Contracts.CheckParam(index >= 0 && index < Length, nameof(index), $"{index} is no slot of a vector of {Length}.");
        if (IsDense)
            return _values[index];
        int at = LowerBound(index);
        return at < _count && _indices[at] == index ? _values[at] : default;
    }

    public override string ToString() =>
        IsDense ? $"Dense vector of size {Length}" : $"Sparse vector of size {Length}, {_count} explicit values";

    public IEnumerator GetEnumerator() => _values.GetEnumerator();
    internal VBufferEditor<T> Edit() => Edit(Length, _count, null, true, false);

    internal VBufferEditor<T> Edit(int length, int? valuesCount, int? maxCapacity, bool keepOld, bool requireIndicesOnDense)
    {
        int count = valuesCount ?? length;
        Contracts.CheckParam(length >= 0, nameof(length), $"A vector's length is not negative, but {length} is.");
        Contracts.CheckParam(count >= 0 && count <= length, nameof(valuesCount), $"A vector of {length} slots cannot hold {count} values.");
        bool needsIndices = count < length || requireIndicesOnDense;
        var values = Grown(_values, count, maxCapacity, keepOld);
        var indices = needsIndices ? Grown(_indices, count, maxCapacity, keepOld) : _indices;
        return new VBufferEditor<T>(length, count, values, indices, needsIndices, values != _values, indices != _indices);
    }

    private static int SizeOf<TItem>(TItem[] array) => array?.Length ?? 0;

    private static TItem[] Grown<TItem>(TItem[] array, int count, int? maxCapacity, bool keepOld)
    {
        int size = SizeOf(array);
        if (size >= count)
            return array;
        var grown = new TItem[Math.Max(count, Math.Min((int)Math.Min(2L * size, Array.MaxLength), maxCapacity ?? Array.MaxLength))];
        if (keepOld && size > 0)
            array.CopyTo(grown, 0);
        return grown;
    }

    private int LowerBound(int slot)
    {
        if (_count == 0)
            return 0;
        int at = Array.BinarySearch(_indices, 0, _count, slot);
        return at < 0 ? ~at : at;
    }

    private IEnumerable<KeyValuePair<int, T>> ExplicitItems()
    {
        for (int i = 0; i < _count; i++)
            yield return new(IsDense ? i : _indices[i], _values[i]);
    }

    private IEnumerable<KeyValuePair<int, T>> AllItems()
    {
        int next = 0;
        for (int slot = 0; slot < Length; slot++)
        {
            bool isExplicit = next < _count && _indices[next] == slot;
            yield return new(slot, isExplicit ? _values[next++] : default);
        }
    }
}
