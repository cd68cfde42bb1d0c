namespace Microsoft.ML.LowRank.Features;

/// <summary>Fields with any number of ids: a row's ids are noted as they come and ordered by field at its end.</summary>
internal sealed partial class FeatureBatch
{
    private int[] _entryFields = [];
    private int[] _entryIds = [];
    private float[] _entryFactors = [];
    private int _entries;

    private int PutInBag(int field, int id, float factor)
    {
        if (_entries == _entryIds.Length)
        {
            int length = Math.Max(16, checked(2 * _entries));
            Array.Resize(ref _entryFields, length);
            Array.Resize(ref _entryIds, length);
            Array.Resize(ref _entryFactors, length);
        }
        _entryFields[_entries] = field;
        _entryIds[_entries] = id;
        _entryFactors[_entries] = factor;
        return _entries++;
    }

    private void EndBags()
    {
        int fields = _missingIds.Length;
        // One more than the row has, the next begins there.
        var starts = Batch.Starts.AsSpan(Batch.Rows * fields, fields + 1);
        for (int field = 0; field < _fields.Length; field++)
            if (_places[field].Position is >= 0 and var position)
                starts[position + 1] = checked(starts[position] + Math.Max(1, _values[field]));
        if (starts[^1] > Batch.Ids.Length)
        {
            int length = Math.Max(starts[^1], (int)Math.Min(Array.MaxLength, 2L * Batch.Ids.Length));
            Array.Resize(ref Batch.Ids, length);
            if (Batch.Factors is not null)
                Array.Resize(ref Batch.Factors, length);
        }
        for (int field = 0; field < _fields.Length; field++)
        {
            if (_values[field] == 0 && _places[field].Position is >= 0 and var position)
            {
                Batch.Ids[starts[position]] = _missingIds[position];
                if (Batch.Factors is not null)
                    Batch.Factors[starts[position]] = _fields[field].Kind == FieldKind.SparseVector ? 0 : 1;
            }
        }
        // From the last to the first, each at the end of what is left of its field: the order of the values stays.
        for (int entry = _entries - 1; entry >= 0; entry--)
        {
            int field = _entryFields[entry];
            int count = starts[_places[field].Position + 1] - starts[_places[field].Position];
            int at = starts[_places[field].Position] + --_values[field];
            Batch.Ids[at] = _entryIds[entry];
            if (Batch.Factors is not null)
                Batch.Factors[at] = IsMean(field) ? 1f / count : _entryFactors[entry];
        }
    }

    private bool IsMean(int field) =>
        _fields[field] is { Kind: FieldKind.Category, IsMultiValued: true, Pooling: CategoryPooling.Mean };
}
