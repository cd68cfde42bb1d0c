namespace Microsoft.ML.LowRank.Features;

/// <summary>
/// The values of a row on their way to their places in vocabularies. A vocabulary is larger than the caches, and to look
/// a value up is to wait for two places in memory, one after the other; a row's values wait together instead.
/// </summary>
/// <param name="vocabularies">By field; null where there is none.</param>
internal sealed class PendingLookups(Vocabulary?[] vocabularies)
{
    private Entry[] _entries = new Entry[16];
    private int _count;

    public void Clear() => _count = 0;

    /// <summary>Remembers a value of a field with a vocabulary, and what its id is to be put in place of.</summary>
    public void Add(int field, ulong fingerprint, int place)
    {
        if (_count == _entries.Length)
            Array.Resize(ref _entries, checked(2 * _count));
        ref var entry = ref _entries[_count++];
        (entry.Field, entry.Fingerprint, entry.Place) = (field, fingerprint, place);
        vocabularies[field]!.Prefetch(fingerprint);
    }

    /// <summary>Puts the ids, counted over all tables, into their places.</summary>
    public void Resolve(FieldPlace[] places, int[] ids)
    {
        var entries = _entries.AsSpan(0, _count);
        foreach (ref var entry in entries)
            (entry.Low, entry.High) = vocabularies[entry.Field]!.RangeOf(entry.Fingerprint);
        foreach (ref var entry in entries)
        {
            int index = vocabularies[entry.Field]!.IndexIn(entry.Low, entry.High, entry.Fingerprint);
            ids[entry.Place] = places[entry.Field].Offset + FittedField.RowAt(index);
        }
    }

    private struct Entry
    {
        public ulong Fingerprint;
        public int Field;
        public int Place;
        public int Low;
        public int High;
    }
}
