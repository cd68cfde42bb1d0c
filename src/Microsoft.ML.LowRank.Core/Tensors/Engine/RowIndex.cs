namespace Microsoft.ML.LowRank.Tensors;

/// <summary>The distinct rows that a batch looks up, in the order in which they first occur.</summary>
internal sealed class RowIndex
{
    // Slot + 1 of every row of the table, 0 between batches: four bytes per id buy a look-up without hashing.
    private int[] _slotOf = [];

    /// <summary>Number of distinct rows.</summary>
    public int Count { get; private set; }

    /// <summary>The distinct rows, relative to the table.</summary>
    public int[] Rows { get; private set; } = [];

    /// <summary>For every id of the batch, its place in <see cref="Rows"/>.</summary>
    public int[] Slots { get; private set; } = [];

    /// <summary>Makes the index of a batch over a table of the given height.</summary>
    public void Build(in IdBatch ids, int tableRows)
    {
        if (_slotOf.Length < tableRows)
            _slotOf = new int[tableRows];
        int idCount = ids.IdCount;
        if (Slots.Length < idCount)
            (Slots, Rows) = (new int[idCount], new int[idCount]);
        Count = 0;
        for (int row = 0; row < ids.Rows; row++)
        {
            int end = ids.End(row, ids.Fields - 1);
            for (int at = ids.Begin(row, 0); at < end; at++)
                Slots[at] = SlotOf(ids.Ids[at] - ids.Base);
        }
        foreach (int used in Rows.AsSpan(0, Count))
            _slotOf[used] = 0;
    }

    private int SlotOf(int row)
    {
        ref int slot = ref _slotOf[row];
        if (slot == 0)
        {
            Rows[Count] = row;
            slot = ++Count;
        }
        return slot - 1;
    }
}
